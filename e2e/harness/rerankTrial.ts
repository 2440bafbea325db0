import { type Matrix, rowOf } from "../../src/core/numeric/matrix";
import type { FindExtremes } from "../../src/core/ranking/extremes";
import { rerankVectorsByKReciprocal } from "../../src/core/ranking/kReciprocal";
import type { KReciprocalOptions } from "../../src/core/ranking/kReciprocalOptions";
import { findNeighborsPlainly } from "../../src/core/ranking/neighbors";
import { rankScores } from "../../src/core/ranking/rankScores";
import type { Scorer } from "../../src/core/ranking/scorer";
import { loadProductKernels } from "../../src/engine/wasm/productKernels";
import { productScorer } from "../../src/engine/wasm/productScorer";
import { extremesInWorkers, fetchMatrix } from "./rerankVectors";

/** Queries whose scores are held at once. */
const BLOCK_QUERIES = 50;
/** What the numpy original rounds at each of its float32 steps adds up to less. */
const ROUNDING = 2e-6;

/** How far our rankings are from given final distances. */
interface Agreement {
  readonly largestDifference: number;
  /** Queries whose complete ranking never steps from a larger to a smaller given distance, but for rounding. */
  readonly sameOrder: number;
  /** Queries whose first 100 rows are the same, in the same order. */
  readonly sameTop100: number;
}

/** The clock of k-reciprocal re-ranking over all queries. */
export class RerankTrial {
  private scorer: Scorer | null = null;

  private constructor(
    private readonly queries: Matrix,
    private readonly gallery: Matrix,
  ) {}

  static async open(vectorsUrl: string, queriesUrl: string): Promise<RerankTrial> {
    return new RerankTrial(await fetchMatrix(queriesUrl), await fetchMatrix(vectorsUrl));
  }

  /** From vectors to the scores of all queries, a few at a time. */
  async time(options: KReciprocalOptions): Promise<{ readonly ms: number; readonly neighborsMs: number }> {
    this.scorer = null;
    const start = performance.now();
    let neighborsMs = NaN;
    const findExtremes: FindExtremes = async (vectors, count) => {
      const found = await extremesInWorkers(vectors, count);
      neighborsMs = performance.now() - start;
      return found;
    };
    const scorer = await rerankVectorsByKReciprocal(this.queries, this.gallery, options, {
      findNeighbors: findNeighborsPlainly,
      findExtremes,
      scorer: productScorer(await loadProductKernels(), this.queries, this.gallery),
    });
    const scores = new Float32Array(BLOCK_QUERIES * scorer.rows);
    for (let from = 0; from < scorer.queries; from += BLOCK_QUERIES) {
      await scorer.score(from, Math.min(scorer.queries, from + BLOCK_QUERIES), scores);
    }
    const ms = performance.now() - start;
    this.scorer = scorer;
    return { ms, neighborsMs };
  }

  /** Compares the rankings that were timed with final distances, [Q, G]. */
  async compare(finalUrl: string): Promise<Agreement> {
    const { scorer } = this;
    if (scorer === null) throw new Error("nothing was timed yet");
    const given = await fetchMatrix(finalUrl);
    const scores = new Float32Array(scorer.rows);
    const agreement = { largestDifference: 0, sameOrder: 0, sameTop100: 0 };
    for (let query = 0; query < scorer.queries; query++) {
      await scorer.score(query, query + 1, scores);
      const distances = rowOf(given, query);
      scores.forEach((score, row) => {
        const difference = Math.abs(score + (distances[row] ?? NaN));
        agreement.largestDifference = Math.max(agreement.largestDifference, difference);
      });
      const ours = rankScores(scores).rows;
      const theirs = rankScores(distances.map((distance) => -distance)).rows;
      if (isRising(distances, ours)) agreement.sameOrder++;
      if (ours.subarray(0, 100).every((row, rank) => row === theirs[rank])) agreement.sameTop100++;
    }
    return agreement;
  }
}

/** Whether distances rise along a ranking, but for rounding. */
function isRising(distances: Float32Array, rows: Uint32Array): boolean {
  let largest = -Infinity;
  for (const row of rows) {
    const distance = distances[row] ?? NaN;
    if (distance < largest - ROUNDING) return false;
    largest = Math.max(largest, distance);
  }
  return true;
}
