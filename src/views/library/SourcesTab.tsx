import { Button, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useMemo } from "react";
import { useStore } from "zustand";

import { countByPrefix } from "../../core/dataset/countByPrefix";
import type { SourceRecord } from "../../core/dataset/datasetRecord";
import { browseDataset, browseStore } from "../../state/browseStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { reconnectSource, sourcesStore } from "../../state/sourcesStore";
import { formatCount } from "../../ui/format";
import { CompanionFolders } from "./CompanionFolders";
import { ImportButtons } from "./ImportButtons";

/** Where a data set's pictures lie, and the ways to add more. */
export function SourcesTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { id, sources } = entry.record;
  const all = useStore(browseStore, (state) => (state.dataset === id ? state.all : null));
  useEffect(() => void browseDataset(id), [id]);
  const counts = useMemo(
    () =>
      all &&
      countByPrefix(
        all.packed.paths,
        sources.map(({ prefix }) => prefix),
      ),
    [all, sources],
  );
  return (
    <Stack gap="md" className="dataset-scroll">
      <section aria-label="Sources">
        {sources.map((source, at) => (
          <Source key={source.sourceId} entry={entry} source={source} count={counts?.[at] ?? null} />
        ))}
      </section>
      <section aria-label="Add items" className="page-card">
        <Title order={2} size="h5" mb={4}>
          Add items
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          Choose more, or drop it here. Only the new items are embedded then.
        </Text>
        <ImportButtons into={id} />
      </section>
      <CompanionFolders into={id} />
    </Stack>
  );
}

const kinds: Readonly<Record<SourceRecord["kind"], string>> = {
  handle: "folder, read where it lies",
  archive: "zip, read where it lies",
  copy: "copied into this browser",
  companion: "served by the companion",
  none: "embeddings without pictures",
};

interface SourceProps {
  readonly entry: LibraryEntry;
  readonly source: SourceRecord;
  /** Items of this source; null until they were counted. */
  readonly count: number | null;
}

function Source({ entry, source, count }: SourceProps): ReactNode {
  const { name, kind, prefix, sourceId } = source;
  const { id } = entry.record;
  const state = useStore(sourcesStore);
  const checked = state.dataset === id ? state.sources.find((each) => each.sourceId === sourceId) : undefined;
  return (
    <div className="page-card source">
      <Text fw={600}>{name}</Text>
      <span className="tag">{kinds[kind]}</span>
      {count !== null && (
        <Text size="sm">
          {formatCount(count)} {count === 1 ? "item" : "items"}
        </Text>
      )}
      {prefix !== "" && (
        <Text size="sm" c="dimmed">
          paths begin with {prefix}
        </Text>
      )}
      {checked?.access === "open" && kind !== "none" && (
        <span className="tag" data-tone="good">
          can be read
        </span>
      )}
      {checked !== undefined && checked.access !== "open" && (
        <>
          <span className="tag" data-tone="warning">
            {checked.access === "asks" ? "asks for permission" : "must be chosen again"}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => void reconnectSource(id, source)}>
            Reconnect
          </Button>
        </>
      )}
    </div>
  );
}
