import { Table, Text } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

import { type Descendant, lineageOf } from "../../core/embedding/checkpointLineage";
import { numberText } from "../../core/runs/axisText";
import type { LibraryEntry } from "../../state/libraryStore";
import type { OfferedCheckpoint } from "../../state/offeredCheckpoints";
import { formatBytes, formatCount } from "../../ui/format";
import { CheckpointActions } from "./CheckpointActions";

export interface CheckpointTableProps {
  readonly checkpoints: readonly OfferedCheckpoint[];
  /** Null where the library is empty. */
  readonly entry: LibraryEntry | null;
}

/** Checkpoints with what they come from, and their metrics side by side. */
export function CheckpointTable({ checkpoints, entry }: CheckpointTableProps): ReactNode {
  const metrics = useMemo(() => metricColumns(checkpoints), [checkpoints]);
  const known = useMemo(() => new Map(checkpoints.map((one) => [one.id, one] as const)), [checkpoints]);
  return (
    <Table.ScrollContainer minWidth={700} className="checkpoint-table" scrollAreaProps={{ type: "auto" }}>
      <Table verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Checkpoint</Table.Th>
            <Table.Th>Where</Table.Th>
            {metrics.map(({ dataset, name }) => (
              <Table.Th key={`${dataset} ${name}`}>
                {name} <small>{dataset}</small>
              </Table.Th>
            ))}
            <Table.Th>Made</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {checkpoints.map((checkpoint) => (
            <Table.Tr key={`${checkpoint.id} ${checkpoint.sha256}`}>
              <Table.Td>
                <CheckpointName checkpoint={checkpoint} known={known} />
              </Table.Td>
              <Table.Td>{whereText(checkpoint)}</Table.Td>
              {metrics.map(({ dataset, name }) => (
                <Table.Td key={`${dataset} ${name}`}>{metricText(checkpoint, dataset, name)}</Table.Td>
              ))}
              <Table.Td>{madeText(checkpoint.createdAt)}</Table.Td>
              <Table.Td>
                <CheckpointActions checkpoint={checkpoint} entry={entry} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface CheckpointNameProps {
  readonly checkpoint: OfferedCheckpoint;
  readonly known: ReadonlyMap<string, Descendant>;
}

function CheckpointName({ checkpoint, known }: CheckpointNameProps): ReactNode {
  const lineage = lineageOf(checkpoint, known);
  return (
    <>
      <Text size="sm" fw={500}>
        {checkpoint.name}
      </Text>
      <Text size="xs" c="dimmed">
        {checkpoint.id}, {formatCount(checkpoint.dimension)} numbers, {formatBytes(checkpoint.bytes)}
      </Text>
      {lineage.length > 0 && (
        <Text size="xs" c="dimmed">
          from {lineage.join(" ← ")}
        </Text>
      )}
    </>
  );
}

function whereText({ known, isOffered, run }: OfferedCheckpoint): string {
  const places = [
    known?.isShipped === true ? "ships with the studio" : known !== null ? "this browser" : "",
    run !== null ? `run ${run.name}, step ${formatCount(run.step)}` : isOffered ? "companion" : "",
  ];
  return places.filter((place) => place !== "").join("; ");
}

function metricColumns(checkpoints: readonly OfferedCheckpoint[]) {
  const columns = new Map<string, { readonly dataset: string; readonly name: string }>();
  for (const { dataset, name } of checkpoints.flatMap(({ metrics }) => metrics)) {
    columns.set(`${dataset} ${name}`, { dataset, name });
  }
  return [...columns.values()];
}

function metricText({ metrics }: OfferedCheckpoint, dataset: string, name: string): string {
  const metric = metrics.find((one) => one.dataset === dataset && one.name === name);
  return metric === undefined ? "" : numberText(metric.value);
}

function madeText(createdAt: string): string {
  const time = new Date(createdAt);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleDateString();
}
