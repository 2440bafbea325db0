import { Button, Group, Table, Text, Title } from "@mantine/core";
import { IconRuler2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { estimateOf } from "../../core/metrics/metricEstimates";
import { judgedList } from "../../core/metrics/judgedQueries";
import { mainMetrics, metricById } from "../../core/metrics/allMetrics";
import { rankStore, recipeFault } from "../../state/rankStore";
import { cancelEffect, measureEffect, type SetEffect, setEffectStore } from "../../state/setEffectStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount, formatMs, formatScore } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { ChangedQueries } from "./ChangedQueries";

/** What the pipeline does to every metric of the whole set. */
export function EffectPanel(): ReactNode {
  const { task, stage, effect } = useStore(setEffectStore);
  const hasFault = useStore(rankStore, (state) => recipeFault(state) !== null);
  const recipe = useStore(rankStore, (state) => state.recipe);
  const isRunning = task.phase === "running";
  return (
    <section aria-label="Whole set" className="page-card">
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h5">
          Whole set
        </Title>
        <Button
          size="xs"
          leftSection={<IconRuler2 size={15} />}
          disabled={isRunning || hasFault}
          onClick={() => void measureEffect()}
        >
          Measure the pipeline
        </Button>
      </Group>
      {task.phase === "running" && (
        <RunningNotice label={stage} done={task.done} total={task.total} onCancel={cancelEffect} />
      )}
      {task.phase === "failed" && (
        <ErrorNotice title="The set was not measured" error={task.error} onClose={cancelEffect} />
      )}
      {effect === null ? (
        <Text size="sm" c="dimmed">
          Ranks every query of the gallery plainly and by the pipeline, and shows what each metric gains.
        </Text>
      ) : (
        <EffectTable effect={effect} isOld={effect.changed.recipe !== recipe} />
      )}
    </section>
  );
}

const shownMetrics = [...mainMetrics, "rank-1-per-identity"].flatMap((id) => metricById(id) ?? []);

function EffectTable({ effect, isOld }: { readonly effect: SetEffect; readonly isOld: boolean }): ReactNode {
  const { plain, changed, isLeaveOneOut, galleryName } = effect;
  const counts = countChanges(effect);
  return (
    <>
      <Table withRowBorders={false} verticalSpacing={3} className="rank-effect" aria-label="Metrics before and after">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>metric</Table.Th>
            <Table.Th>plain</Table.Th>
            <Table.Th>{changed.recipe.title === "" ? "pipeline" : changed.recipe.title}</Table.Th>
            <Table.Th>Δ</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shownMetrics.map(({ id, label, definition }) => {
            const [before, after] = [estimateOf(plain.metrics, id), estimateOf(changed.metrics, id)];
            const change = after - before;
            return (
              <Table.Tr key={id}>
                <Table.Td title={definition}>{label}</Table.Td>
                <Table.Td>{formatScore(before)}</Table.Td>
                <Table.Td>{formatScore(after)}</Table.Td>
                <Table.Td data-up={change > 0 || undefined} data-down={change < 0 || undefined}>
                  {change >= 0 ? "+" : "−"}
                  {formatScore(Math.abs(change))}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {`${formatCount(counts.counted)} queries of ${galleryName}${isLeaveOneOut ? ", each item against all others" : ""}: ${formatCount(counts.better)} better, ${formatCount(counts.worse)} worse, ${formatCount(counts.same)} as before. Plain ${formatMs(plain.milliseconds)}, pipeline ${formatMs(changed.milliseconds)}.`}
      </Text>
      <ChangedQueries effect={effect} />
      {isOld && (
        <Text size="xs" c="var(--studio-warning)">
          The pipeline was changed since; measure it again.
        </Text>
      )}
      {changed.notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
    </>
  );
}

function countChanges({ plain, changed }: SetEffect): {
  readonly counted: number;
  readonly better: number;
  readonly worse: number;
  readonly same: number;
} {
  const before = judgedList(plain.queries);
  const changes = judgedList(changed.queries).flatMap(({ averagePrecision }, at) => {
    const change = averagePrecision - (before[at]?.averagePrecision ?? NaN);
    return Number.isNaN(change) ? [] : [change];
  });
  const better = changes.filter((change) => change > 1e-9).length;
  const worse = changes.filter((change) => change < -1e-9).length;
  return { counted: changes.length, better, worse, same: changes.length - better - worse };
}
