import { Button, Group, Text, Title } from "@mantine/core";
import { IconFileZip, IconFolder } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import {
  checkpointsStore,
  deleteCheckpoint,
  dismissCheckpointFailure,
  restoreCheckpoint,
} from "../../state/checkpointsStore";
import { takeCheckpointFolder, takeCheckpointZip } from "../../state/takeCheckpoint";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { offerUndo } from "../../ui/offerUndo";
import { RunningNotice } from "../../ui/RunningNotice";

/** The user's own checkpoints, and the way to bring another. */
export function AddCheckpoint(): ReactNode {
  const { checkpoints, change } = useStore(checkpointsStore);
  const brought = checkpoints?.filter(({ isShipped }) => !isShipped) ?? [];
  return (
    <section aria-label="Checkpoints" className="page-card">
      <Title order={2} size="h5" mb={4}>
        Add a checkpoint
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        A folder with checkpoint.json and model.onnx, as the trainer exports it. Choose it, or drop it on this page.
      </Text>
      {change.phase === "running" && <RunningNotice label="Taking the checkpoint" done={0} total={1} />}
      {change.phase === "failed" && (
        <ErrorNotice title="The checkpoints were not changed" error={change.error} onClose={dismissCheckpointFailure} />
      )}
      <Group gap="xs">
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFolder size={16} />}
          loading={change.phase === "running"}
          onClick={() => void takeCheckpointFolder()}
        >
          Choose its folder
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFileZip size={16} />}
          loading={change.phase === "running"}
          onClick={() => void takeCheckpointZip()}
        >
          Choose a zip of it
        </Button>
      </Group>
      {brought.map(({ manifest }) => (
        <Group key={manifest.id} justify="space-between" mt="xs">
          <Text size="sm">
            {manifest.name} ({manifest.id})
          </Text>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            title="Its embeddings stay, but only pictures of the gallery can be searched with by it then"
            onClick={() => void remove(manifest)}
          >
            Delete this checkpoint
          </Button>
        </Group>
      ))}
    </section>
  );
}

async function remove({ id, name }: CheckpointManifest): Promise<void> {
  if (await deleteCheckpoint(id)) offerUndo(`Deleted the checkpoint “${name}”`, () => void restoreCheckpoint(id));
}
