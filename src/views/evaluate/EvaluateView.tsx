import "./EvaluateView.css";

import { Tabs, Title } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";

import { loadCheckpoints } from "../../state/checkpointsStore";
import {
  cancelEvaluation,
  dismissEvaluationFailure,
  type Evaluation,
  evaluateStore,
  failExport,
  findEvaluation,
} from "../../state/evaluateStore";
import { loadLibrary } from "../../state/libraryStore";
import { loadRankRecipes } from "../../state/rankStore";
import { loadSample } from "../../state/sampleStore";
import { cancelSlowExport, slowExportStore } from "../../state/slowExport";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { ComparePart } from "./ComparePart";
import { CurvesPart } from "./CurvesPart";
import { EvaluateForm } from "./EvaluateForm";
import { EvaluationTable } from "./EvaluationTable";
import { FailuresPart } from "./FailuresPart";
import { MetricsPart } from "./MetricsPart";
import { ThresholdPart } from "./ThresholdPart";

/** Measures checkpoints and rank recipes on whole sets, explains every number, and shows where they fail. */
export function EvaluateView(): ReactNode {
  useEffect(() => {
    void loadLibrary();
    void loadCheckpoints();
    void loadRankRecipes();
    void loadSample();
  }, []);
  const { task, stage, evaluations, shown, base, exportFailure } = useStore(evaluateStore);
  const slow = useStore(slowExportStore);
  const evaluation = findEvaluation(evaluations, shown);
  return (
    <main className="evaluate-page">
      <Title order={1} size="h3">
        Evaluate
      </Title>
      <EvaluateForm />
      {task.phase === "running" && (
        <RunningNotice label={stage} done={task.done} total={task.total} onCancel={cancelEvaluation} />
      )}
      {task.phase === "failed" && (
        <ErrorNotice title="The set was not evaluated" error={task.error} onClose={dismissEvaluationFailure} />
      )}
      {slow.task.phase === "running" && (
        <RunningNotice label={slow.label} done={slow.task.done} total={slow.task.total} onCancel={cancelSlowExport} />
      )}
      {exportFailure !== null && (
        <ErrorNotice title="The file was not written" error={exportFailure} onClose={() => failExport(null)} />
      )}
      {evaluations.length > 0 && <EvaluationTable evaluations={evaluations} shown={shown} base={base} />}
      {evaluation !== null && <EvaluationParts evaluation={evaluation} base={findEvaluation(evaluations, base)} />}
      {evaluations.length === 0 && task.phase === "idle" && (
        <EmptyState
          title="Nothing is evaluated yet"
          hint="Choose a data set, the embeddings and a ranking above. A second evaluation of the same queries is compared with the first, query by query."
        />
      )}
    </main>
  );
}

const parts = [
  ["metrics", "Metrics"],
  ["curves", "Curves"],
  ["failures", "Failures"],
  ["threshold", "Threshold"],
  ["compare", "Compare"],
] as const;

function EvaluationParts({
  evaluation,
  base,
}: {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}): ReactNode {
  const [part, setPart] = useState<string | null>("metrics");
  return (
    <Tabs value={part} onChange={setPart} keepMounted={false}>
      <Tabs.List>
        {parts.map(([value, label]) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="metrics">
        <MetricsPart evaluation={evaluation} base={base} />
      </Tabs.Panel>
      <Tabs.Panel value="curves">
        <CurvesPart evaluation={evaluation} base={base} />
      </Tabs.Panel>
      <Tabs.Panel value="failures">
        <FailuresPart evaluation={evaluation} base={base} />
      </Tabs.Panel>
      <Tabs.Panel value="threshold">
        <ThresholdPart evaluation={evaluation} />
      </Tabs.Panel>
      <Tabs.Panel value="compare">
        <ComparePart evaluation={evaluation} base={base} />
      </Tabs.Panel>
    </Tabs>
  );
}
