import { Button, Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { ProgressReport } from "../../state/importStore";
import { formatCount } from "../../ui/format";

export interface ListingNoticeProps {
  readonly progress: ProgressReport | null;
  readonly onCancel: () => void;
}

/** How far listing, reading or copying has come. How many files there are is known only at the end of listing. */
export function ListingNotice({ progress, onCancel }: ListingNoticeProps): ReactNode {
  const text = progress === null ? "Starting" : describe(progress);
  const percent = progress === null || progress.total === null ? null : (100 * progress.done) / progress.total;
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" role="status" style={{ minWidth: 220 }}>
        {text}
      </Text>
      <Progress value={percent ?? 100} animated aria-label={text} style={{ flex: 1 }} />
      <Button size="compact-sm" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}

function describe({ stage, done, total }: ProgressReport): string {
  const count = total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
  switch (stage) {
    case "listing":
      return `Listing files: ${count}`;
    case "counting sheets":
      return `Counting sheets of PDF and TIFF files: ${count}`;
    case "reading lists":
      return `Reading lists: ${count}`;
    case "copying":
      return `Copying pictures: ${count}`;
    case "writing":
      return `Writing pictures: ${count}`;
  }
}
