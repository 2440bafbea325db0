import { Button, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { sampleDataset } from "../../state/choiceStore";
import { galleryPictureUrl } from "../../state/galleryPictures";
import { loadSample, sampleCounts, sampleStore } from "../../state/sampleStore";
import { searchIn } from "../../state/searchIn";
import type { Gallery } from "../../state/studioStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { usePictureUrl } from "../../ui/usePictureUrl";
import { DatasetCounts } from "./DatasetCounts";

const shownPictures = 8;

/** The gallery that ships with the studio. It takes no room in this browser, and cannot be changed. */
export function SampleCard(): ReactNode {
  const sample = useStore(sampleStore, (state) => state.sample);
  useEffect(() => void loadSample(), []);
  const name = sample.phase === "done" ? sample.value.opened.name : "Sample gallery";
  return (
    <article aria-label={name} className="dataset-card" data-sample>
      <div className="dataset-card-body">
        <Group justify="space-between" align="start" gap="xs">
          <Title order={2} size="h4">
            {name}
          </Title>
          <Button size="xs" variant="default" onClick={() => searchIn(sampleDataset, null)}>
            Search in it
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          Ships with the studio · embedded with the checkpoint that ships
        </Text>
        {sample.phase === "failed" && <ErrorNotice title="The sample gallery could not be read" error={sample.error} />}
        {(sample.phase === "idle" || sample.phase === "running") && <div className="sample-loading" />}
        {sample.phase === "done" && (
          <>
            <DatasetCounts counts={sampleCounts(sample.value)} />
            <SamplePictures gallery={sample.value} />
          </>
        )}
      </div>
    </article>
  );
}

function SamplePictures({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const step = Math.max(1, Math.floor(gallery.items.length / shownPictures));
  return (
    <div className="card-pictures" aria-hidden>
      {Array.from({ length: Math.min(shownPictures, gallery.items.length) }, (_, at) => (
        <SamplePicture key={at} gallery={gallery} row={at * step} />
      ))}
    </div>
  );
}

function SamplePicture({ gallery, row }: { readonly gallery: Gallery; readonly row: number }): ReactNode {
  const itemId = gallery.items.itemId(row);
  const url = usePictureUrl(itemId, () => galleryPictureUrl(gallery, itemId, "thumbnail"));
  return <span>{url !== null && <img src={url} alt="" loading="lazy" />}</span>;
}
