import { makeRanking } from "../ranking/makeRanking";
import type { Ranking } from "../ranking/ranking";
import { averagePrecision } from "./averagePrecision";

/** One query's complete ranking and what it should have found. */
export interface JudgedRanking {
  readonly ranking: Ranking;
  /** The identity that the query shows. */
  readonly identity: string;
  /** The query's own row where it lies in the gallery too; it then counts neither as a hit nor as a rank. */
  readonly ownRow?: number;
}

/** Means over queries that have something to find. */
export interface RetrievalMetrics {
  /** Mean average precision, in [0, 1]. */
  readonly mAP: number;
  /** Fraction of queries with a relevant hit among the first k, in the order of the ks asked for. */
  readonly hitRates: readonly { readonly k: number; readonly rate: number }[];
  readonly queries: number;
  /** Queries without a relevant row in the gallery, left out. */
  readonly skipped: number;
}

/**
 * Judges rankings by identity: every gallery row of the query's identity is relevant.
 *
 * @param identities the identity of each gallery row
 * @param ks ranks to give hit rates at; rank-1 accuracy is k = 1
 * @returns mAP and rates are NaN where no query counts
 */
export function evaluateRankings(
  judged: readonly JudgedRanking[],
  identities: readonly string[],
  ks: readonly number[],
): RetrievalMetrics {
  const flags = judged.map((each) => relevanceByRank(each, identities));
  const counted = flags.filter((isRelevant) => isRelevant.includes(1));
  const mean = (valueOf: (isRelevant: Uint8Array) => number): number =>
    counted.reduce((sum, isRelevant) => sum + valueOf(isRelevant), 0) / counted.length;
  return {
    mAP: mean((isRelevant) =>
      averagePrecision(
        isRelevant,
        isRelevant.reduce((sum, flag) => sum + flag, 0),
      ),
    ),
    hitRates: ks.map((k) => ({ k, rate: mean((isRelevant) => (isRelevant.subarray(0, k).includes(1) ? 1 : 0)) })),
    queries: counted.length,
    skipped: judged.length - counted.length,
  };
}

function relevanceByRank({ ranking, identity, ownRow }: JudgedRanking, identities: readonly string[]): Uint8Array {
  const inGallery = ranking.rows.filter((row) => row < identities.length);
  if (inGallery.length !== identities.length || ranking.rows.length !== identities.length) {
    throw new Error(`a judged ranking must be complete: ${inGallery.length} of ${identities.length} rows`);
  }
  // Rankings come from files and other processes too; a row that stands twice would be counted twice.
  const { rows: ranked } = makeRanking(ranking.rows, ranking.scores);
  const rows = ownRow === undefined ? ranked : ranked.filter((row) => row !== ownRow);
  return Uint8Array.from(rows, (row) => (identities[row] === identity ? 1 : 0));
}
