import { Chip, Group, Table, Text } from "@mantine/core";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";

import { type JudgedQuery, judgedList } from "../../core/metrics/judgedQueries";
import { type OutcomeClass, outcomeClass } from "../../core/metrics/outcomeClasses";
import { type Evaluation, evaluationTitle, queryItem } from "../../state/evaluateStore";
import { cancelPaired, type ComparedMetric, comparePaired, pairedStore } from "../../state/pairedStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount, formatScore } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { VirtualList } from "../../ui/VirtualList";
import { FramedPicture } from "./FramedPicture";
import { RankedHits } from "./RankedHits";

interface ComparePartProps {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}

/** Two evaluations of the same queries: what differs, whether that is more than chance, and where. */
export function ComparePart({ evaluation, base }: ComparePartProps): ReactNode {
  if (base === null) {
    return (
      <EmptyState
        title="Nothing to compare with"
        hint="Evaluate another checkpoint or ranking on the same data set, and choose one in the column “compare” of the table."
      />
    );
  }
  return <Comparison a={base} b={evaluation} />;
}

interface ComparisonProps {
  /** The one compared with. */
  readonly a: Evaluation;
  /** The one looked at. */
  readonly b: Evaluation;
}

function Comparison({ a, b }: ComparisonProps): ReactNode {
  const { task } = useStore(pairedStore);
  useEffect(() => void comparePaired(a, b), [a, b]);
  return (
    <section aria-label="Comparison" className="page-card">
      <Text size="sm" mb="xs">
        <b>A</b> {evaluationTitle(a)} <br />
        <b>B</b> {evaluationTitle(b)}
      </Text>
      {task.phase === "running" && (
        <RunningNotice label="Testing the differences" done={task.done} total={task.total} onCancel={cancelPaired} />
      )}
      {task.phase === "failed" && (
        <ErrorNotice title="The differences were not tested" error={task.error} onClose={cancelPaired} />
      )}
      {task.phase === "done" && <WinLossTable compared={task.value} />}
      <AlignedQueries a={a} b={b} />
    </section>
  );
}

function WinLossTable({ compared }: { readonly compared: readonly ComparedMetric[] }): ReactNode {
  return (
    <>
      <Table verticalSpacing={3} aria-label="Wins and losses">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>metric</Table.Th>
            <Table.Th>B − A</Table.Th>
            <Table.Th>95 % interval</Table.Th>
            <Table.Th>B better</Table.Th>
            <Table.Th>A better</Table.Th>
            <Table.Th>alike</Table.Th>
            <Table.Th>p</Table.Th>
            <Table.Th>p (signs)</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {compared.map(({ metric, comparison }) => {
            const { meanDifference, low, high, wins, losses, ties, pValue, signPValue } = comparison;
            return (
              <Table.Tr key={metric.id}>
                <Table.Td title={metric.definition}>{metric.label}</Table.Td>
                <Table.Td data-up={low > 0 || undefined} data-down={high < 0 || undefined}>
                  {meanDifference >= 0 && "+"}
                  {formatScore(meanDifference)}
                </Table.Td>
                <Table.Td>{`${formatScore(low)} to ${formatScore(high)}`}</Table.Td>
                <Table.Td>{formatCount(wins)}</Table.Td>
                <Table.Td>{formatCount(losses)}</Table.Td>
                <Table.Td>{formatCount(ties)}</Table.Td>
                <Table.Td>{pText(pValue)}</Table.Td>
                <Table.Td>{pText(signPValue)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" my={6}>
        Paired by query. p is the chance of a mean difference as large if both were alike, by 10,000 random exchanges
        (Smucker et al., CIKM 2007); p (signs) counts wins and losses alone. Intervals resample queries.
      </Text>
    </>
  );
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : formatScore(p);
}

const classes: readonly { readonly value: OutcomeClass; readonly label: string }[] = [
  { value: "only-b", label: "Only B right" },
  { value: "only-a", label: "Only A right" },
  { value: "both-wrong", label: "Both wrong" },
  { value: "both-right", label: "Both right" },
];
const rowPixels = 112;

/** Rank lists of both, query by query; a hit under the pointer stands out in both. */
function AlignedQueries({ a, b }: ComparisonProps): ReactNode {
  const [shown, setShown] = useState<OutcomeClass>("only-b");
  const pairs = useMemo(() => {
    const second = judgedList(b.queries);
    return judgedList(a.queries).flatMap((query, place) => {
      const other = second[place];
      return other === undefined ? [] : [{ place, a: query, b: other, of: outcomeClass(query, other) }];
    });
  }, [a, b]);
  const listed = useMemo(
    () => pairs.filter(({ of }) => of === shown).toSorted((x, y) => differenceOf(y.a, y.b) - differenceOf(x.a, x.b)),
    [pairs, shown],
  );
  return (
    <>
      <Chip.Group
        value={shown}
        onChange={(value) => setShown(classes.find((each) => each.value === value)?.value ?? "only-b")}
      >
        <Group className="evaluate-outcomes" role="group" aria-label="Queries by their first hit">
          {classes.map(({ value, label }) => (
            <Chip key={value} value={value} size="xs">
              {`${label}: ${formatCount(pairs.filter(({ of }) => of === value).length)}`}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text size="xs" c="dimmed" mb={4}>
        {`${formatCount(listed.length)} queries by their first hit, the largest difference in average precision first.`}
      </Text>
      <VirtualList
        label="Compared queries"
        count={listed.length}
        rowPixels={rowPixels}
        mostPixels={rowPixels * 5}
        renderRow={(position) => {
          const pair = listed[position];
          return pair === undefined ? null : (
            <AlignedRow a={a} b={b} place={pair.place} first={pair.a} second={pair.b} />
          );
        }}
      />
    </>
  );
}

function differenceOf(a: JudgedQuery, b: JudgedQuery): number {
  return Math.abs(a.averagePrecision - b.averagePrecision);
}

interface AlignedRowProps extends ComparisonProps {
  readonly place: number;
  readonly first: JudgedQuery;
  readonly second: JudgedQuery;
}

function AlignedRow({ a, b, place, first, second }: AlignedRowProps): ReactNode {
  const [linked, setLinked] = useState<string | null>(null);
  const item = queryItem(a, place);
  if (item === undefined) return null;
  return (
    <div className="ranked-query">
      <FramedPicture dataset={a.dataset} item={item} label={`Query ${item.itemId}`} kind="query" />
      <span className="ranked-query-text">
        <span title={item.itemId}>{item.itemId}</span>
        <span title={item.identity}>{item.identity}</span>
        <span>{`AP ${formatScore(first.averagePrecision)} → ${formatScore(second.averagePrecision)}`}</span>
      </span>
      <div className="aligned-lists">
        <div>
          <span>A</span>
          <RankedHits evaluation={a} query={first} linked={linked} onLink={setLinked} />
        </div>
        <div>
          <span>B</span>
          <RankedHits evaluation={b} query={second} linked={linked} onLink={setLinked} />
        </div>
      </div>
    </div>
  );
}
