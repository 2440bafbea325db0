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

/** What one query's complete ranking comes to. */
export interface QueryOutcome {
  /** The identity that the query shows, or a number for it. */
  readonly identity: string | number;
  /** In [0, 1]; NaN where the gallery holds nothing to find. */
  readonly averagePrecision: number;
  /** Rank of the first relevant row, counted from 0; -1 where none was found. */
  readonly firstHit: number;
}

/** Fraction of queries with a relevant hit among the first k. */
export interface HitRate {
  readonly k: number;
  readonly rate: number;
}

/** Means over queries that have something to find. */
export interface RetrievalMetrics {
  /** Mean average precision, in [0, 1]. */
  readonly mAP: number;
  /** In the order of the ks asked for. */
  readonly hitRates: readonly HitRate[];
  /** The same, averaged within each identity first: identities with many queries weigh no more than others. */
  readonly perIdentity: { readonly mAP: number; readonly hitRates: readonly HitRate[]; readonly identities: number };
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
  const outcomes = judged.map(({ ranking, identity, ownRow = -1 }) => {
    refuseIncomplete(ranking, identities.length);
    return judgeRanking(ranking.rows, { identity, ownRow }, { identities, isGallery: null });
  });
  return averageOutcomes(outcomes, ks);
}

/** Rows that queries are ranked against. */
export interface JudgedRows {
  /** The identity of each row, as texts or as numbers for them. */
  readonly identities: ArrayLike<string | number>;
  /** 1 for rows of the gallery; others in a ranking are passed over and take no rank. Null where all are. */
  readonly isGallery: Uint8Array | null;
}

/**
 * Judges one complete ranking. The query's own row counts neither as a hit nor as a rank.
 *
 * @param rows all rows, best first, each once
 * @param query `ownRow` is -1 where the query is no row
 */
export function judgeRanking(
  rows: Uint32Array,
  query: { readonly identity: string | number; readonly ownRow: number },
  { identities, isGallery }: JudgedRows,
): QueryOutcome {
  const { identity, ownRow } = query;
  const isRelevant = new Uint8Array(rows.length);
  let ranks = 0;
  let relevant = 0;
  let firstHit = -1;
  for (const row of rows) {
    if (row === ownRow || (isGallery !== null && isGallery[row] !== 1)) continue;
    if (identities[row] === identity) {
      if (relevant++ === 0) firstHit = ranks;
      isRelevant[ranks] = 1;
    }
    ranks++;
  }
  return { identity, averagePrecision: averagePrecision(isRelevant.subarray(0, ranks), relevant), firstHit };
}

/**
 * Averages outcomes over queries, and over identities after a mean within each. Queries without anything to find are left
 * out of both.
 *
 * @param ks ranks to give hit rates at
 * @returns mAP and rates are NaN where no query counts
 */
export function averageOutcomes(outcomes: readonly QueryOutcome[], ks: readonly number[]): RetrievalMetrics {
  const counted = outcomes.filter(({ averagePrecision: value }) => !Number.isNaN(value));
  const precisionOf = ({ averagePrecision: value }: QueryOutcome): number => value;
  const isHit = (k: number) => (outcome: QueryOutcome) => (outcome.firstHit >= 0 && outcome.firstHit < k ? 1 : 0);
  const mean = (valueOf: (outcome: QueryOutcome) => number): number =>
    counted.reduce((sum, outcome) => sum + valueOf(outcome), 0) / counted.length;
  const meanWithin = (valueOf: (outcome: QueryOutcome) => number): number => meanOfIdentities(counted, valueOf);
  return {
    mAP: mean(precisionOf),
    hitRates: ks.map((k) => ({ k, rate: mean(isHit(k)) })),
    perIdentity: {
      mAP: meanWithin(precisionOf),
      hitRates: ks.map((k) => ({ k, rate: meanWithin(isHit(k)) })),
      identities: new Set(counted.map(({ identity }) => identity)).size,
    },
    queries: counted.length,
    skipped: outcomes.length - counted.length,
  };
}

function meanOfIdentities(outcomes: readonly QueryOutcome[], valueOf: (outcome: QueryOutcome) => number): number {
  const sums = new Map<string | number, { sum: number; count: number }>();
  for (const outcome of outcomes) {
    const within = sums.get(outcome.identity) ?? { sum: 0, count: 0 };
    within.sum += valueOf(outcome);
    within.count++;
    sums.set(outcome.identity, within);
  }
  let total = 0;
  for (const { sum, count } of sums.values()) total += sum / count;
  return total / sums.size;
}

function refuseIncomplete(ranking: Ranking, rowCount: number): void {
  const inGallery = ranking.rows.filter((row) => row < rowCount);
  if (inGallery.length !== rowCount || ranking.rows.length !== rowCount) {
    throw new Error(`a judged ranking must be complete: ${inGallery.length} of ${rowCount} rows`);
  }
  // Rankings come from files and other processes too; a row that stands twice would be counted twice.
  makeRanking(ranking.rows, ranking.scores);
}
