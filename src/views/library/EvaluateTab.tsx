import { Button, Group, Select, Text } from "@mantine/core";
import { IconDownload, IconRuler2 } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";

import type { TableRecord } from "../../core/dataset/datasetRecord";
import { checkpointName, checkpointsStore } from "../../state/checkpointsStore";
import {
  cancelEvaluation,
  dismissEvaluationFailure,
  evaluate,
  evaluateStore,
  type Evaluation,
  evaluationKey,
  saveEvaluation,
} from "../../state/evaluateStore";
import { showDataset } from "../../state/libraryPlace";
import type { LibraryEntry } from "../../state/libraryStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { Facts } from "../../ui/Facts";
import { formatCount, formatScore } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { EvaluatedQueries } from "./EvaluatedQueries";

/** How well a checkpoint's embeddings find each query's identity in the data set's gallery. */
export function EvaluateTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { record } = entry;
  const tables = entry.tables.filter(({ embedded }) => embedded > 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const table = tables.find((each) => tableKey(each) === chosen) ?? tables[0];
  if (record.counts.queries === 0 || record.counts.gallery === 0) {
    return (
      <EmptyState
        title={record.counts.queries === 0 ? "No item is a query" : "No item is in the gallery"}
        hint="To be measured, a data set needs queries and a gallery. Import it again and choose what its folders are for, or set is_query and is_gallery in its item table."
      />
    );
  }
  if (table === undefined) {
    return (
      <EmptyState
        title="Nothing is embedded yet"
        hint="Queries and gallery are compared by their embeddings."
        action={{ label: "Show the embeddings", onClick: () => showDataset(record.id, "embeddings") }}
      />
    );
  }
  return (
    <div className="dataset-scroll">
      <section aria-label="Evaluation" className="page-card">
        <TableChoice
          tables={tables}
          table={table}
          onChoose={setChosen}
          onEvaluate={() => void evaluate(record, table)}
        />
        <EvaluationState entry={entry} table={table} />
      </section>
    </div>
  );
}

interface TableChoiceProps {
  readonly tables: readonly TableRecord[];
  readonly table: TableRecord;
  readonly onChoose: (key: string | null) => void;
  readonly onEvaluate: () => void;
}

function TableChoice({ tables, table, onChoose, onEvaluate }: TableChoiceProps): ReactNode {
  const checkpoints = useStore(checkpointsStore, (state) => state.checkpoints);
  const isRunning = useStore(evaluateStore, ({ task }) => task.phase === "running");
  const options = tables.map((each) => ({
    value: tableKey(each),
    label: `${checkpointName(checkpoints ?? [], each.checkpoint)} (${formatCount(each.embedded)} embedded)`,
  }));
  return (
    <Group align="flex-end" mb="sm">
      <Select
        label="Embeddings"
        data={options}
        value={tableKey(table)}
        onChange={onChoose}
        allowDeselect={false}
        disabled={isRunning}
        style={{ flex: 1, minWidth: 220, maxWidth: 460 }}
      />
      <Button leftSection={<IconRuler2 size={16} aria-hidden />} onClick={onEvaluate} disabled={isRunning}>
        Evaluate
      </Button>
    </Group>
  );
}

function EvaluationState({ entry, table }: { readonly entry: LibraryEntry; readonly table: TableRecord }): ReactNode {
  const key = evaluationKey(entry.record, table);
  const result = useStore(evaluateStore, ({ results }) => results.get(key));
  const task = useStore(evaluateStore, (state) => state.task);
  const taskKey = useStore(evaluateStore, (state) => state.key);
  const isOfTable = taskKey === key;
  return (
    <>
      {task.phase === "running" && (
        <RunningNotice
          label={isOfTable ? progressText(task) : "Evaluating other embeddings"}
          done={task.done}
          total={task.total}
          onCancel={cancelEvaluation}
        />
      )}
      {task.phase === "failed" && isOfTable && (
        <ErrorNotice title="The data set was not evaluated" error={task.error} onClose={dismissEvaluationFailure} />
      )}
      {result !== undefined && <EvaluationResult evaluation={result} />}
      {result === undefined && task.phase !== "running" && (
        <Text size="sm" c="dimmed">
          {`Each of ${formatCount(entry.record.counts.queries)} queries will be ranked against ${formatCount(entry.record.counts.gallery)} gallery items.`}
        </Text>
      )}
    </>
  );
}

function progressText({ done, total }: { readonly done: number; readonly total: number }): string {
  return total === 0 ? "Opening the embeddings" : `${formatCount(done)} of ${formatCount(total)} queries`;
}

function EvaluationResult({ evaluation }: { readonly evaluation: Evaluation }): ReactNode {
  const { metrics, galleryCount, queriesWithoutVector } = evaluation;
  const { mAP, hitRates, perIdentity, queries, skipped } = metrics;
  const facts = [
    { name: "mAP", value: formatScore(mAP) },
    ...hitRates.map(({ k, rate }) => ({ name: `rank-${k}`, value: formatScore(rate) })),
    { name: "mAP per identity", value: formatScore(perIdentity.mAP) },
    ...perIdentity.hitRates.slice(0, 1).map(({ rate }) => ({ name: "rank-1 per identity", value: formatScore(rate) })),
  ];
  const left = [
    ...(skipped === 0 ? [] : [`${formatCount(skipped)} without a gallery item of their identity`]),
    ...(queriesWithoutVector === 0 ? [] : [`${formatCount(queriesWithoutVector)} without a vector`]),
  ];
  return (
    <>
      <Facts facts={facts} />
      <Text size="sm" mt="xs">
        {`${formatCount(queries)} queries of ${formatCount(perIdentity.identities)} identities, ranked against ${formatCount(galleryCount)} gallery items.`}
        {left.length > 0 && ` Left out: ${left.join(", ")}.`}
      </Text>
      <Text size="xs" c="dimmed" mb="sm">
        Average precision is the mean of the precisions at the ranks where gallery items of the query’s identity stand
        (as in Market-1501 and DeepPatent); mAP is its mean over queries, and rank-k the share of queries with such an
        item among the first k. “Per identity” averages within each identity first. An item that is both never finds
        itself.
      </Text>
      <Group justify="space-between" mb={6}>
        <Text fw={600}>Queries, the worst first</Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => saveEvaluation(evaluation)}
        >
          Save as CSV
        </Button>
      </Group>
      <EvaluatedQueries evaluation={evaluation} />
    </>
  );
}

function tableKey({ checkpoint }: TableRecord): string {
  return `${checkpoint.id} ${checkpoint.sha256}`;
}
