import type { ReactNode } from "react";

import { isMatchAt, type JudgedQuery } from "../../core/metrics/judgedQueries";
import { candidateItem, type Evaluation } from "../../state/evaluateStore";
import type { HitVerdict } from "../../state/reviewVerdicts";
import { formatScore } from "../../ui/format";
import { FramedPicture } from "./FramedPicture";

interface RankedHitsProps {
  readonly evaluation: Evaluation;
  readonly query: JudgedQuery;
  /** The item that stands out in every list; null for none. */
  readonly linked?: string | null;
  /** What a person decided of a hit and the query. */
  readonly verdictOf?: (itemId: string) => HitVerdict | null;
  readonly onLink?: (itemId: string | null) => void;
}

/** The first hits of a query, each in the frame of right or wrong. */
export function RankedHits({ evaluation, query, linked = null, verdictOf, onLink }: RankedHitsProps): ReactNode {
  return [...query.best].map((candidate, rank) => {
    const hit = candidateItem(evaluation, candidate);
    if (hit === undefined) return null;
    const isMatch = isMatchAt(query, rank);
    const score = formatScore(query.bestScores[rank] ?? NaN);
    const verdict = verdictOf?.(hit.itemId)?.kind ?? null;
    const decided = verdict === null ? "" : `, decided: ${verdict}`;
    return (
      <FramedPicture
        key={candidate}
        dataset={evaluation.dataset}
        item={hit}
        label={`Rank ${rank + 1}: ${hit.itemId}, score ${score}, ${isMatch ? "a match" : `no match (${hit.identity})`}${decided}`}
        kind={isMatch ? "match" : "other"}
        isLinked={linked === hit.itemId}
        verdict={verdict}
        {...(onLink === undefined ? {} : { onHover: (isOver: boolean) => onLink(isOver ? hit.itemId : null) })}
      />
    );
  });
}
