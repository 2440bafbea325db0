import { Button, Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { formatBytes } from "./format";

export interface StorageBarProps {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly isPersistent: boolean;
  /** Asks the browser not to clear it by itself. */
  readonly onKeep: () => void;
}

/** How much of the room that the browser allows is taken. */
export function StorageBar({ usedBytes, quotaBytes, isPersistent, onKeep }: StorageBarProps): ReactNode {
  const percent = quotaBytes === 0 ? 0 : (100 * usedBytes) / quotaBytes;
  return (
    <Group gap="sm" className="storage-bar">
      <Progress
        value={Math.max(percent, 0.5)}
        color={percent > 90 ? "red" : "indigo"}
        aria-label="Room taken in this browser"
        style={{ flex: 1, minWidth: 60, maxWidth: 220 }}
      />
      <Text size="xs" c="dimmed">
        {formatBytes(usedBytes)} of the {formatBytes(quotaBytes)} that this browser allows
        {isPersistent ? "" : "; it may clear them when the disk is full"}
      </Text>
      {!isPersistent && (
        <Button size="compact-xs" variant="subtle" onClick={onKeep}>
          Ask it to keep them
        </Button>
      )}
    </Group>
  );
}
