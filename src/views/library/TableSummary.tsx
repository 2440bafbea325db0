import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { TableRecord } from "../../core/dataset/datasetRecord";
import { checkpointName, checkpointsStore } from "../../state/checkpointsStore";
import { formatCount } from "../../ui/format";

/** One embedding table in a line: its checkpoint, and how complete it is. */
export function TableSummary({ table }: { readonly table: TableRecord }): ReactNode {
  const checkpoints = useStore(checkpointsStore, (state) => state.checkpoints);
  return (
    <Group gap={6}>
      <Text size="sm" fw={500}>
        {checkpointName(checkpoints ?? [], table.checkpoint)}
      </Text>
      <TableBadges table={table} />
    </Group>
  );
}

/** What a table holds, lacks and holds in vain, each named only where there is any. */
export function TableBadges({ table }: { readonly table: TableRecord }): ReactNode {
  const { embedded, failed, missing, stale, removed } = table;
  return (
    <Group gap={6}>
      <Count tone={missing === 0 ? "good" : "plain"} count={embedded} text="embedded" isAlways />
      <Count tone="warning" count={missing} text="missing" />
      <Count tone="warning" count={failed} text="failed" />
      <Count tone="warning" count={stale} text="stale" />
      <Count tone="plain" count={removed} text="of removed items" />
    </Group>
  );
}

interface CountProps {
  readonly tone: "good" | "plain" | "warning";
  readonly count: number;
  readonly text: string;
  readonly isAlways?: boolean;
}

function Count({ tone, count, text, isAlways = false }: CountProps): ReactNode {
  if (count === 0 && !isAlways) return null;
  return (
    <span className="tag" data-tone={tone}>
      {formatCount(count)} {text}
    </span>
  );
}
