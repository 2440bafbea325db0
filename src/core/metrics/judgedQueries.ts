import { averagePrecisionOfRanks } from "./averagePrecision";

/** What one query's ranking came to: where the rows that should be found stand, and what stands first. */
export interface JudgedQuery {
  /** A number for the identity that the query shows. */
  readonly identity: number;
  /** Ranks, from 0, of the relevant rows that were found, ascending. Ignored rows take no rank. */
  readonly ranks: Uint32Array;
  /** By found row: the rank of the last row that scores the same. Its own rank where there is no tie behind it. */
  readonly tieEnds: Uint32Array;
  /** Score of each found row. */
  readonly rankScores: Float32Array;
  /** How many rows should be found. */
  readonly relevantCount: number;
  /** The best rows, best first. */
  readonly best: Uint32Array;
  /** Score of each of the best rows. */
  readonly bestScores: Float32Array;
  /** Mean of precisions at relevant ranks, in [0, 1]; NaN where nothing should be found. */
  readonly averagePrecision: number;
  /** Rank of the first relevant row, from 0; -1 where none was found. */
  readonly firstHit: number;
}

/**
 * Q judged queries in a few columns, so that thousands of them cross a worker's border without a long task on the page's
 * thread, which a list of objects would make.
 */
export interface JudgedQueries {
  /** Q */
  readonly count: number;
  /** [Q] */
  readonly identities: Uint32Array<ArrayBuffer>;
  /** [Q] */
  readonly relevantCounts: Uint32Array<ArrayBuffer>;
  /** [Q] where each query's part of `ranks`, `tieEnds` and `rankScores` ends. */
  readonly rankEnds: Uint32Array<ArrayBuffer>;
  readonly ranks: Uint32Array<ArrayBuffer>;
  readonly tieEnds: Uint32Array<ArrayBuffer>;
  readonly rankScores: Float32Array<ArrayBuffer>;
  /** [Q] where each query's part of `best` and `bestScores` ends. */
  readonly bestEnds: Uint32Array<ArrayBuffer>;
  readonly best: Uint32Array<ArrayBuffer>;
  readonly bestScores: Float32Array<ArrayBuffer>;
}

/** Puts judged queries into columns, in their order. */
export function packJudged(queries: readonly Omit<JudgedQuery, "averagePrecision" | "firstHit">[]): JudgedQueries {
  const found = queries.reduce((sum, { ranks }) => sum + ranks.length, 0);
  const kept = queries.reduce((sum, { best }) => sum + best.length, 0);
  const packed: JudgedQueries = {
    count: queries.length,
    identities: Uint32Array.from(queries, ({ identity }) => identity),
    relevantCounts: Uint32Array.from(queries, ({ relevantCount }) => relevantCount),
    rankEnds: new Uint32Array(queries.length),
    ranks: new Uint32Array(found),
    tieEnds: new Uint32Array(found),
    rankScores: new Float32Array(found),
    bestEnds: new Uint32Array(queries.length),
    best: new Uint32Array(kept),
    bestScores: new Float32Array(kept),
  };
  let rank = 0;
  let place = 0;
  queries.forEach(({ ranks, tieEnds, rankScores, best, bestScores }, query) => {
    packed.ranks.set(ranks, rank);
    packed.tieEnds.set(tieEnds, rank);
    packed.rankScores.set(rankScores, rank);
    packed.best.set(best, place);
    packed.bestScores.set(bestScores, place);
    packed.rankEnds[query] = rank += ranks.length;
    packed.bestEnds[query] = place += best.length;
  });
  return packed;
}

/**
 * One of the judged queries; its arrays are views of the columns.
 *
 * @param query from 0 to Q - 1
 */
export function judgedQueryAt(judged: JudgedQueries, query: number): JudgedQuery {
  const start = query === 0 ? 0 : judged.rankEnds[query - 1]!;
  const end = judged.rankEnds[query]!;
  const first = query === 0 ? 0 : judged.bestEnds[query - 1]!;
  const last = judged.bestEnds[query]!;
  const ranks = judged.ranks.subarray(start, end);
  const relevantCount = judged.relevantCounts[query]!;
  return {
    identity: judged.identities[query]!,
    ranks,
    tieEnds: judged.tieEnds.subarray(start, end),
    rankScores: judged.rankScores.subarray(start, end),
    relevantCount,
    best: judged.best.subarray(first, last),
    bestScores: judged.bestScores.subarray(first, last),
    averagePrecision: averagePrecisionOfRanks(ranks, relevantCount),
    firstHit: ranks.length === 0 ? -1 : ranks[0]!,
  };
}

/** Whether the row at a rank is relevant. */
export function isMatchAt({ ranks }: Pick<JudgedQuery, "ranks">, rank: number): boolean {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranks[middle]! < rank) low = middle + 1;
    else high = middle;
  }
  return ranks[low] === rank;
}

/** All of the judged queries, in their order. */
export function judgedList(judged: JudgedQueries): JudgedQuery[] {
  return Array.from({ length: judged.count }, (_, query) => judgedQueryAt(judged, query));
}

/** The buffers of judged queries, to be transferred instead of copied. */
export function buffersOfJudged(judged: JudgedQueries): ArrayBuffer[] {
  const { identities, relevantCounts, rankEnds, ranks, tieEnds, rankScores, bestEnds, best, bestScores } = judged;
  return [identities, relevantCounts, rankEnds, ranks, tieEnds, rankScores, bestEnds, best, bestScores].map(
    ({ buffer }) => buffer,
  );
}
