import { ActionIcon, Group, Radio, Table, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { mainMetrics, metricById } from "../../core/metrics/allMetrics";
import { judgedList } from "../../core/metrics/judgedQueries";
import {
  compareWith,
  type Evaluation,
  evaluationTitle,
  findEvaluation,
  isComparable,
  removeEvaluation,
  restoreEvaluation,
  showEvaluation,
} from "../../state/evaluateStore";
import { formatCount, formatMs, formatScore } from "../../ui/format";
import { offerUndo } from "../../ui/offerUndo";
import { ExportMenu } from "./ExportMenu";

interface EvaluationTableProps {
  readonly evaluations: readonly Evaluation[];
  readonly shown: string | null;
  readonly base: string | null;
}

const columns = mainMetrics.flatMap((id) => metricById(id) ?? []);

/** The evaluations of this visit: which one is looked at, and which it is compared with. */
export function EvaluationTable({ evaluations, shown, base }: EvaluationTableProps): ReactNode {
  const looked = findEvaluation(evaluations, shown);
  return (
    <section aria-label="Evaluations" className="page-card evaluate-table">
      <Table verticalSpacing={4} aria-label="Evaluations">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>look at</Table.Th>
            <Table.Th>compare</Table.Th>
            <Table.Th>evaluation</Table.Th>
            {columns.map(({ id, label, definition }) => (
              <Table.Th key={id} title={definition}>
                {label}
              </Table.Th>
            ))}
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {evaluations.map((each) => (
            <EvaluationRow
              key={each.key}
              evaluation={each}
              isShown={each.key === shown}
              isBase={each.key === base}
              canCompare={each.key !== shown && isComparable(looked, each)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {looked !== null && <Summary evaluation={looked} />}
    </section>
  );
}

interface EvaluationRowProps {
  readonly evaluation: Evaluation;
  readonly isShown: boolean;
  readonly isBase: boolean;
  readonly canCompare: boolean;
}

function EvaluationRow({ evaluation, isShown, isBase, canCompare }: EvaluationRowProps): ReactNode {
  const title = evaluationTitle(evaluation);
  const remove = (): void => {
    removeEvaluation(evaluation.key);
    offerUndo(`“${title}” was taken out of the table.`, () => restoreEvaluation(evaluation));
  };
  return (
    <Table.Tr data-shown={isShown || undefined}>
      <Table.Td>
        <Radio
          name="looked-at"
          aria-label={`Look at ${title} on ${evaluation.datasetName}`}
          checked={isShown}
          onChange={() => showEvaluation(evaluation.key)}
        />
      </Table.Td>
      <Table.Td>
        <Radio
          name="compared-with"
          aria-label={`Compare with ${title} on ${evaluation.datasetName}`}
          checked={isBase}
          disabled={!canCompare}
          onChange={() => compareWith(evaluation.key)}
        />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{title}</Text>
        <Text size="xs" c="dimmed">
          {evaluation.datasetName}
        </Text>
      </Table.Td>
      {columns.map(({ id }) => {
        const { value = NaN, low = NaN, high = NaN } = evaluation.metrics.find((metric) => metric.id === id) ?? {};
        return (
          <Table.Td key={id} title={`95 % interval ${formatScore(low)} to ${formatScore(high)}`}>
            {formatScore(value)}
            <Text size="xs" c="dimmed">
              ±{formatScore((high - low) / 2)}
            </Text>
          </Table.Td>
        );
      })}
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <ExportMenu evaluation={evaluation} />
          <ActionIcon variant="subtle" color="gray" aria-label={`Take ${title} out`} onClick={remove}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Summary({ evaluation }: { readonly evaluation: Evaluation }): ReactNode {
  const { queries, plan, isLeaveOneOut, queriesWithoutVector, notes, milliseconds, backend, rule } = evaluation;
  const skipped = judgedList(queries).filter(({ relevantCount }) => relevantCount === 0).length;
  const left = [
    ...(skipped === 0 ? [] : [`${formatCount(skipped)} with nothing to find`]),
    ...(queriesWithoutVector === 0 ? [] : [`${formatCount(queriesWithoutVector)} without a vector`]),
  ];
  const against = isLeaveOneOut ? "each against all others" : `against ${formatCount(plan.galleryCount)} gallery items`;
  return (
    <Text size="xs" c="dimmed" mt={6}>
      {`${formatCount(queries.count)} queries, ${against}`}
      {rule === "identity-other-sequence" && ", items of the query’s own sequence left out"}
      {left.length > 0 && `; not counted: ${left.join(", ")}`}
      {`. ${formatMs(milliseconds)} by ${backend}. ± is half of the 95 % interval over resampled queries.`}
      {notes.map((note) => ` ${note}.`)}
    </Text>
  );
}
