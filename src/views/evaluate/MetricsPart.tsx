import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { estimateOf, namedEstimates } from "../../core/metrics/metricEstimates";
import { type Evaluation, evaluationTitle } from "../../state/evaluateStore";
import { formatScore } from "../../ui/format";

interface MetricsPartProps {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}

/** Every metric with its interval, and what it means. */
export function MetricsPart({ evaluation, base }: MetricsPartProps): ReactNode {
  return (
    <section aria-label="Metrics" className="page-card">
      <Table verticalSpacing={5} aria-label="All metrics" className="evaluate-metrics">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>metric</Table.Th>
            <Table.Th>value</Table.Th>
            <Table.Th>95 % interval</Table.Th>
            {base !== null && <Table.Th title={evaluationTitle(base)}>Δ to the other</Table.Th>}
            <Table.Th>definition</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {namedEstimates(evaluation.metrics).map(({ metric, value, low, high }) => {
            const change = base === null ? NaN : value - estimateOf(base.metrics, metric.id);
            return (
              <Table.Tr key={metric.id}>
                <Table.Td>{metric.label}</Table.Td>
                <Table.Td>{formatScore(value)}</Table.Td>
                <Table.Td>
                  <Interval value={value} low={low} high={high} />
                </Table.Td>
                {base !== null && (
                  <Table.Td data-up={change > 5e-4 || undefined} data-down={change < -5e-4 || undefined}>
                    {change >= 0 ? "+" : "−"}
                    {formatScore(Math.abs(change))}
                  </Table.Td>
                )}
                <Table.Td>
                  <Text size="xs">{metric.definition}</Text>
                  <Text size="xs" c="dimmed">
                    {`${metric.edgeCases} ${metric.source}.`}
                  </Text>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** A value on [0, 1] with the interval around it. */
function Interval({ value, low, high }: Record<"value" | "low" | "high", number>): ReactNode {
  const text = `${formatScore(low)} to ${formatScore(high)}`;
  return (
    <span className="evaluate-interval" title={text}>
      <svg viewBox="0 0 100 10" width="100" height="10" aria-hidden>
        <path d="M0 5H100" className="evaluate-interval-axis" />
        <rect x={low * 100} y="2.5" width={Math.max(0.8, (high - low) * 100)} height="5" rx="2" />
        <path d={`M${value * 100} 0V10`} className="evaluate-interval-value" />
      </svg>
      {text}
    </span>
  );
}
