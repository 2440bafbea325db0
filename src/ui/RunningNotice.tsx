import { Button, Group, Progress, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";

export interface RunningNoticeProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly onCancel?: () => void;
}

// Shorter work would only make the page flicker.
const shownAfterMs = 500;

/** Progress of something that takes its time, with a way to end it. Appears only once it has taken half a second. */
export function RunningNotice({ label, done, total, onCancel }: RunningNoticeProps): ReactNode {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), shownAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  const percent = total > 0 ? (100 * done) / total : 0;
  return (
    <Group gap="sm" wrap="nowrap" role="status">
      <Text size="sm" style={{ whiteSpace: "nowrap" }}>
        {label}
      </Text>
      <Progress value={Math.max(percent, 4)} animated aria-label={label} style={{ flex: 1, minWidth: 60 }} />
      {onCancel !== undefined && (
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </Group>
  );
}
