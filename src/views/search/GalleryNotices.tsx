import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { choiceStore, sampleDataset } from "../../state/choiceStore";
import { describeGaps } from "../../state/galleryOptions";
import { showDataset } from "../../state/libraryPlace";
import { entryOf, libraryStore } from "../../state/libraryStore";
import { choiceId } from "../../state/searchIn";
import { checkSources, closedSources, reconnectSource, sourcesStore } from "../../state/sourcesStore";
import { studioStore } from "../../state/studioStore";
import { Banner } from "../../ui/Banner";

/** What a user should know of the gallery that is searched: folders that cannot be read, and vectors that are missing. */
export function GalleryNotices(): ReactNode {
  const { dataset, checkpoint } = useStore(choiceStore);
  const entry = useStore(libraryStore, (library) => entryOf(library, dataset));
  const sources = useStore(sourcesStore);
  const opened = useStore(studioStore, ({ gallery }) => gallery?.opened);
  useEffect(() => {
    if (dataset !== sampleDataset) void checkSources(dataset);
  }, [dataset]);
  // Gaps of the table that is searched are told by the chooser above.
  const table = entry?.tables.find((each) => choiceId(each.checkpoint) === checkpoint) ?? null;
  const isTold = dataset === sampleDataset || (table !== null && describeGaps(table) !== "");
  const notes = opened?.dataset === dataset && !isTold ? opened.notes : [];
  return (
    <>
      {closedSources(sources, dataset).map(({ sourceId, access }) => {
        const source = entry?.record.sources.find((each) => each.sourceId === sourceId);
        if (source === undefined) return null;
        return (
          <Banner key={sourceId}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">The pictures in “{source.name}” cannot be shown now; the ranking is complete.</Text>
              <Button size="xs" onClick={() => void reconnectSource(dataset, source)}>
                {access === "asks" ? "Allow access to" : "Choose again:"} {source.name}
              </Button>
            </Group>
          </Banner>
        );
      })}
      {notes.length > 0 && (
        <Text size="sm" role="note">
          {notes.join(" · ")}{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => showDataset(dataset, "embeddings")}>
            See the embeddings
          </Button>
        </Text>
      )}
    </>
  );
}
