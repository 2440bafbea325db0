import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { applyCheckpoint, tableBy } from "../../state/applyCheckpoint";
import { deleteCheckpoint, restoreCheckpoint } from "../../state/checkpointsStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { type OfferedCheckpoint, offersStore, takeOffer } from "../../state/offeredCheckpoints";
import { offerUndo } from "../../ui/offerUndo";
import { AddViews } from "./AddViews";

export interface CheckpointActionsProps {
  readonly checkpoint: OfferedCheckpoint;
  readonly entry: LibraryEntry | null;
}

/** What can be done with a checkpoint. */
export function CheckpointActions({ checkpoint, entry }: CheckpointActionsProps): ReactNode {
  const isTaking = useStore(offersStore, ({ taking }) => taking.task.phase === "running");
  const { known, name } = checkpoint;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {known === null && (
        <Button size="compact-xs" variant="default" disabled={isTaking} onClick={() => void takeOffer(checkpoint.id)}>
          Take into this browser
        </Button>
      )}
      {entry !== null && <UseButtons checkpoint={checkpoint} entry={entry} />}
      {known !== null && known.manifest.views === undefined && <AddViews known={known} />}
      {known?.isShipped === false && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={`Delete ${name} from this browser`}
          onClick={() => void remove(checkpoint)}
        >
          Delete
        </Button>
      )}
    </Group>
  );
}

interface UseButtonsProps {
  readonly checkpoint: OfferedCheckpoint;
  readonly entry: LibraryEntry;
}

function UseButtons({ checkpoint, entry }: UseButtonsProps): ReactNode {
  const isTaking = useStore(offersStore, ({ taking }) => taking.task.phase === "running");
  const { record } = entry;
  const embedded = tableBy(entry, checkpoint)?.embedded ?? 0;
  const common = { size: "compact-xs", variant: "light", disabled: isTaking } as const;
  if (embedded === 0) {
    return (
      <Button
        {...common}
        title={`${record.name} has no embeddings by it yet; they are needed to search and to measure`}
        onClick={() => void applyCheckpoint(checkpoint, entry, "embed")}
      >
        Embed {record.name}
      </Button>
    );
  }
  return (
    <>
      <Button {...common} onClick={() => void applyCheckpoint(checkpoint, entry, "search")}>
        Search
      </Button>
      <Button {...common} onClick={() => void applyCheckpoint(checkpoint, entry, "evaluate")}>
        Evaluate
      </Button>
    </>
  );
}

async function remove({ known, name }: OfferedCheckpoint): Promise<void> {
  if (known === null) return;
  const { id } = known.manifest;
  if (await deleteCheckpoint(id)) offerUndo(`Deleted the checkpoint “${name}”`, () => void restoreCheckpoint(id));
}
