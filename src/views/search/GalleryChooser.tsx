import { Anchor, Group, NativeSelect, Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { checkpointsStore, loadCheckpoints } from "../../state/checkpointsStore";
import { choiceStore, sampleDataset } from "../../state/choiceStore";
import { checkpointOptions, choiceFor, describeGaps } from "../../state/galleryOptions";
import { showDataset } from "../../state/libraryPlace";
import { entryOf, libraryStore, loadLibrary } from "../../state/libraryStore";
import { changeGallery } from "../../state/searchIn";

/** What is searched, and by which checkpoint: always in sight, and changed here. */
export function GalleryChooser(): ReactNode {
  const choice = useStore(choiceStore);
  const library = useStore(libraryStore);
  const checkpoints = useStore(checkpointsStore, (state) => state.checkpoints) ?? [];
  useEffect(() => {
    void loadLibrary();
    void loadCheckpoints();
  }, []);
  const entry = entryOf(library, choice.dataset);
  const options = checkpointOptions(entry, checkpoints);
  const chosen = options.find(({ checkpoint }) => checkpoint === choice.checkpoint);
  const isSample = choice.dataset === sampleDataset;
  const chooseDataset = (dataset: DatasetId) =>
    changeGallery(choiceFor(dataset, checkpointOptions(entryOf(library, dataset), checkpoints), choice));
  const gaps = isSample || entry === undefined ? "" : describeGaps(chosen?.table ?? null);
  return (
    <Group className="gallery-chooser" gap="xs" role="group" aria-label="What is searched">
      <Text size="sm" component="span">
        Search in
      </Text>
      <NativeSelect
        size="xs"
        aria-label="Data set to search in"
        value={choice.dataset}
        data={datasetOptions(library.entries ?? [], choice.dataset)}
        onChange={(event) => chooseDataset(event.currentTarget.value as DatasetId)}
      />
      <Text size="sm" component="span">
        by
      </Text>
      <NativeSelect
        size="xs"
        aria-label="Checkpoint to search by"
        value={choice.checkpoint ?? ""}
        disabled={isSample}
        title={isSample ? "The sample gallery is embedded with the checkpoint that ships" : undefined}
        data={options.map(({ checkpoint, name, table }) => ({
          value: checkpoint ?? "",
          label: isSample || table !== null ? name : `${name} (not embedded yet)`,
        }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          changeGallery({ dataset: choice.dataset, checkpoint: value === "" ? null : (value as CheckpointId) });
        }}
      />
      {gaps !== "" && (
        <Text size="sm" component="span" className="gallery-gaps">
          {gaps}.{" "}
          <Anchor component="button" type="button" size="sm" onClick={() => showDataset(choice.dataset, "embeddings")}>
            Embed
          </Anchor>
        </Text>
      )}
    </Group>
  );
}

function datasetOptions(
  entries: readonly { readonly record: { readonly id: DatasetId; readonly name: string } }[],
  chosen: DatasetId,
): { value: string; label: string }[] {
  const known = [
    { value: sampleDataset as string, label: "Sample gallery" },
    ...entries.map(({ record }) => ({ value: record.id, label: record.name })),
  ];
  // An address may name a data set of another browser; what is chosen must be shown all the same.
  return known.some(({ value }) => value === chosen) ? known : [...known, { value: chosen, label: chosen }];
}
