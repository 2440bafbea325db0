import { Group, SegmentedControl, SimpleGrid, Slider, Text } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";

import { judgedQueryAt } from "../../core/metrics/judgedQueries";
import { borderPairs, densityFigure, pairFigure, thresholdOutcome } from "../../core/metrics/thresholdOutcome";
import { predictFirst, type Predictions, recallAtPrecision } from "../../core/metrics/predictions";
import { candidateItem, type Evaluation, queryItem } from "../../state/evaluateStore";
import { Facts } from "../../ui/Facts";
import { FigurePlot } from "../../ui/FigurePlot";
import { formatCount, formatScore } from "../../ui/format";
import { FramedPicture } from "./FramedPicture";

/** How many pairs are shown at each side of the threshold. */
const shownPairs = 12;

/** From which score on a hit is to be believed: what a threshold keeps and loses, and the pairs that stand at it. */
export function ThresholdPart({ evaluation }: { readonly evaluation: Evaluation }): ReactNode {
  const [depth, setDepth] = useState<"1" | "10">("10");
  const predictions = useMemo(() => predictFirst(evaluation.queries, Number(depth)), [evaluation, depth]);
  const proposed = useMemo(() => recallAtPrecision(predictions, 0.9), [predictions]);
  const [chosen, setChosen] = useState<number | null>(null);
  const { low, high } = evaluation.pairs;
  const threshold = Math.min(high, Math.max(low, chosen ?? proposed?.threshold ?? (low + high) / 2));
  const outcome = thresholdOutcome(predictions, threshold);
  const density = useMemo(() => densityFigure(evaluation.pairs), [evaluation]);
  const curve = useMemo(() => pairFigure(predictions), [predictions]);
  return (
    <section aria-label="Threshold" className="page-card">
      <Group justify="space-between" mb="xs">
        <SegmentedControl
          size="xs"
          value={depth}
          onChange={(value) => setDepth(value === "1" ? "1" : "10")}
          data={[
            { value: "10", label: "First ten hits of each query" },
            { value: "1", label: "First hit alone" },
          ]}
        />
        <Text size="xs" c="dimmed">
          {proposed === null
            ? "No threshold makes nine pairs of ten right."
            : `From ${formatScore(proposed.threshold)} on, nine pairs of ten are right: recall ${formatScore(proposed.recall)}.`}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <FigurePlot figure={density} height={230} mark={threshold} onPick={setChosen} />
        <FigurePlot figure={curve} height={230} mark={outcome.recall} />
      </SimpleGrid>
      <Slider
        aria-label="Threshold"
        thumbLabel="Threshold"
        min={low}
        max={high}
        step={(high - low) / 1000 || 0.001}
        value={threshold}
        label={formatScore}
        onChange={setChosen}
        my="sm"
      />
      <Facts
        facts={[
          { name: "threshold", value: formatScore(threshold) },
          { name: "pairs kept", value: formatCount(outcome.taken) },
          { name: "precision", value: formatScore(outcome.precision) },
          { name: "recall", value: formatScore(outcome.recall) },
          { name: "F1", value: formatScore(outcome.f1) },
        ]}
      />
      <Border title="Just kept" evaluation={evaluation} predictions={predictions} at={outcome.taken} side={-1} />
      <Border title="Just lost" evaluation={evaluation} predictions={predictions} at={outcome.taken} side={1} />
    </section>
  );
}

interface BorderProps {
  readonly title: string;
  readonly evaluation: Evaluation;
  readonly predictions: Predictions;
  /** How many pairs reach the threshold. */
  readonly at: number;
  readonly side: -1 | 1;
}

/** The pairs next to the threshold, at one of its sides. */
function Border({ title, evaluation, predictions, at, side }: BorderProps): ReactNode {
  const pairs = borderPairs(predictions, at, side * shownPairs);
  if (pairs.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <Text size="sm" fw={600} mt="xs" mb={4}>
        {title}
      </Text>
      <div className="evaluate-pairs">
        {pairs.map(({ query, rank, score, isMatch }) => {
          const asked = queryItem(evaluation, query);
          const hit = candidateItem(evaluation, judgedQueryAt(evaluation.queries, query).best[rank] ?? -1);
          if (asked === undefined || hit === undefined) return null;
          const label = `${hit.itemId}, rank ${rank + 1}, ${isMatch ? "a match" : "no match"}`;
          return (
            <span key={`${query} ${rank}`} className="evaluate-pair">
              <FramedPicture dataset={evaluation.dataset} item={asked} label={`Query ${asked.itemId}`} kind="query" />
              <FramedPicture dataset={evaluation.dataset} item={hit} label={label} kind={isMatch ? "match" : "other"} />
              {formatScore(score)}
            </span>
          );
        })}
      </div>
    </div>
  );
}
