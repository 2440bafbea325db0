import "./CheckpointsView.css";

import { Select, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";

import { checkpointsStore, dismissCheckpointFailure, loadCheckpoints } from "../../state/checkpointsStore";
import { choiceStore } from "../../state/choiceStore";
import { type LibraryEntry, libraryStore, loadLibrary } from "../../state/libraryStore";
import { dismissTaking, loadOffers, offeredCheckpoints, offersStore } from "../../state/offeredCheckpoints";
import { takeDroppedCheckpoint } from "../../state/takeCheckpoint";
import { DropOverlay } from "../../ui/DropOverlay";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { useWindowDrop } from "../../ui/useWindowDrop";
import { BringCheckpoint } from "./BringCheckpoint";
import { CheckpointTable } from "./CheckpointTable";

/** Every checkpoint at hand: of this browser, of the companion, of its runs; put to use with one click. */
export function CheckpointsView(): ReactNode {
  const { checkpoints, loading, change } = useStore(checkpointsStore);
  const { offers, failure, taking } = useStore(offersStore);
  const isLibraryRead = useStore(libraryStore, (state) => state.entries !== null || state.loading.phase === "failed");
  const areOffersRead = offers !== null || failure !== null;
  const [entry, choose] = useChosenEntry();
  const isDragging = useWindowDrop((transfer) => void takeDroppedCheckpoint(transfer));
  const all = useMemo(() => offeredCheckpoints(checkpoints ?? [], offers ?? []), [checkpoints, offers]);
  useEffect(() => {
    void loadCheckpoints();
    void loadLibrary();
    void loadOffers();
  }, []);
  return (
    <main className="checkpoints-page">
      <Title order={1} size="h3">
        Checkpoints
      </Title>
      {loading.phase === "failed" && <ErrorNotice title="The checkpoints could not be read" error={loading.error} />}
      {change.phase === "failed" && (
        <ErrorNotice title="The checkpoints were not changed" error={change.error} onClose={dismissCheckpointFailure} />
      )}
      {taking.task.phase === "running" && (
        <RunningNotice
          label={`Taking ${taking.id ?? ""} in`}
          done={taking.task.done}
          total={taking.task.total}
          onCancel={dismissTaking}
        />
      )}
      {taking.task.phase === "failed" && (
        <ErrorNotice title="The checkpoint was not taken in" error={taking.task.error} onClose={dismissTaking} />
      )}
      {failure !== null && (
        <Text size="sm" c="dimmed">
          Only this browser’s own are shown. {failure.message}. {failure.hint}
        </Text>
      )}
      <DatasetSelect entry={entry} onChange={choose} />
      {/* All at once: a row that comes later would push away the one under the hand. */}
      {(checkpoints === null && loading.phase === "running") || !isLibraryRead || !areOffersRead ? (
        <RunningNotice label="Reading the checkpoints" done={0} total={1} />
      ) : (
        <CheckpointTable checkpoints={all} entry={entry} />
      )}
      <BringCheckpoint />
      <DropOverlay
        isShown={isDragging}
        title="Drop a checkpoint"
        hint="Its folder, or a zip of it: checkpoint.json and model.onnx lie side by side in it."
      />
    </main>
  );
}

/** The data set that checkpoints are put to use on: the chosen one, the searched one, or the newest. */
function useChosenEntry(): readonly [LibraryEntry | null, (id: string | null) => void] {
  const entries = useStore(libraryStore, (state) => state.entries) ?? [];
  const searched = useStore(choiceStore, ({ dataset }) => dataset);
  const [chosen, setChosen] = useState<string | null>(null);
  const find = (id: string | null) => entries.find(({ record }) => record.id === id);
  return [find(chosen) ?? find(searched) ?? entries[0] ?? null, setChosen];
}

interface DatasetSelectProps {
  readonly entry: LibraryEntry | null;
  readonly onChange: (id: string | null) => void;
}

function DatasetSelect({ entry, onChange }: DatasetSelectProps): ReactNode {
  const entries = useStore(libraryStore, (state) => state.entries);
  if (entries === null) return null;
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Import a data set in the library to use a checkpoint on it.
      </Text>
    );
  }
  return (
    <Select
      size="sm"
      maw={360}
      label="Use on the data set"
      data={entries.map(({ record }) => ({ value: record.id, label: record.name }))}
      value={entry?.record.id ?? null}
      allowDeselect={false}
      onChange={onChange}
    />
  );
}
