import { Button, Group, Text, Title } from "@mantine/core";
import { IconFileZip, IconFolder } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { checkpointsStore } from "../../state/checkpointsStore";
import { takeCheckpointFolder, takeCheckpointZip } from "../../state/takeCheckpoint";

/** How to bring a checkpoint of one's own. */
export function BringCheckpoint(): ReactNode {
  const isChanging = useStore(checkpointsStore, ({ change }) => change.phase === "running");
  return (
    <section aria-label="Bring a checkpoint" className="page-card">
      <Title order={2} size="h5" mb={4}>
        Bring a checkpoint
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        A folder with checkpoint.json and model.onnx, as the trainer exports it. Choose it, or drop it on this page.
      </Text>
      <Group gap="xs">
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFolder size={16} />}
          loading={isChanging}
          onClick={() => void takeCheckpointFolder()}
        >
          Choose its folder
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFileZip size={16} />}
          loading={isChanging}
          onClick={() => void takeCheckpointZip()}
        >
          Choose a zip of it
        </Button>
      </Group>
    </section>
  );
}
