import { SimpleGrid } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

import { evaluationFigures } from "../../state/evaluationFigures";
import type { Evaluation } from "../../state/evaluateStore";
import { FigurePlot } from "../../ui/FigurePlot";

interface CurvesPartProps {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}

/** Precision and recall, CMC, and how average precisions spread; of the one compared with too. */
export function CurvesPart({ evaluation, base }: CurvesPartProps): ReactNode {
  const figures = useMemo(
    () => evaluationFigures(base === null ? [evaluation] : [base, evaluation]),
    [evaluation, base],
  );
  return (
    <section aria-label="Curves" className="page-card">
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        {figures.map((figure) => (
          <FigurePlot key={figure.title} figure={figure} height={260} />
        ))}
      </SimpleGrid>
    </section>
  );
}
