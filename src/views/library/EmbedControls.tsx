import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { embeddingStore, endTask, type RunningTask, startEmbedding, taskOf } from "../../state/embeddingStore";
import type { TableRecord } from "../../core/dataset/datasetRecord";
import type { LibraryEntry } from "../../state/libraryStore";
import type { TableRow } from "../../state/tableRows";
import { forgetFailures } from "../../state/tablesStore";
import { settingsStore, wantedBackend } from "../../state/settingsStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { TaskProgressNotice } from "./TaskProgressNotice";

export interface EmbedControlsProps {
  readonly entry: LibraryEntry;
  readonly row: TableRow;
}

/** Embeds what a data set has no vectors of by a checkpoint, and tells how far it is. */
export function EmbedControls({ entry, row }: EmbedControlsProps): ReactNode {
  const { id } = entry.record;
  const target = { dataset: id, checkpoint: row.checkpoint };
  const running = useStore(embeddingStore, (state) => taskOf(state, target));
  return (
    <>
      {running !== undefined && <EmbeddingTask running={running} />}
      {(running === undefined || running.task.phase === "done" || running.task.phase === "failed") && (
        <EmbedButton entry={entry} row={row} />
      )}
    </>
  );
}

function EmbeddingTask({ running }: { readonly running: RunningTask }): ReactNode {
  const { task } = running;
  switch (task.phase) {
    case "waiting":
      return (
        <Group gap="xs">
          <Text size="sm">Waits for another task to end.</Text>
          <Button size="compact-sm" variant="default" onClick={() => endTask(running)}>
            Cancel
          </Button>
        </Group>
      );
    case "running":
    case "paused":
      return <TaskProgressNotice label="Embedding" running={running} />;
    case "done":
      return (
        <Text size="sm" role="status">
          {task.failed === 0 ? "Embedded." : `Embedded; ${formatCount(task.failed)} could not be: see the failures.`}
        </Text>
      );
    case "failed":
      return (
        <ErrorNotice
          title="Embedding stopped; what was embedded stays"
          error={task.error}
          onClose={() => endTask(running)}
        />
      );
  }
}

const backendNames = { auto: "the quickest of this machine", webgpu: "WebGPU", wasm: "WASM", javascript: "JavaScript" };

function EmbedButton({ entry, row }: EmbedControlsProps): ReactNode {
  const backend = useStore(settingsStore, wantedBackend);
  const { record } = entry;
  const { table, known, checkpoint } = row;
  const missing = table?.missing ?? record.counts.items;
  if (known === null) {
    return missing === 0 ? null : (
      <Text size="sm" c="dimmed">
        {formatCount(missing)} items have no vector. Add the checkpoint to embed them.
      </Text>
    );
  }
  const isBegun = table !== null && table.embedded + table.failed > 0;
  const start = () => void startEmbedding(record.id, checkpoint, known.isShipped);
  const again = async () => {
    if (await forgetFailures(record.id, checkpoint)) start();
  };
  return (
    <Group gap="xs" my={4}>
      {missing > 0 && (
        <Button size="xs" onClick={start}>
          {isBegun ? `Embed the ${formatCount(missing)} missing` : `Embed ${formatCount(missing)} items`}
        </Button>
      )}
      {table !== null && table.stale + table.failed > 0 && (
        <Button size="xs" variant={missing > 0 ? "default" : "filled"} onClick={() => void again()}>
          Embed {againText(table)} again
        </Button>
      )}
      {missing > 0 && (
        <Text size="sm" c="dimmed">
          on {backendNames[backend]} (Settings)
        </Text>
      )}
    </Group>
  );
}

function againText({ stale, failed }: TableRecord): string {
  return [stale > 0 && `${formatCount(stale)} stale`, failed > 0 && `${formatCount(failed)} failed`]
    .filter(Boolean)
    .join(" and ");
}
