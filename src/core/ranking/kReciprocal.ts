import type { Matrix } from "../numeric/matrix";
import { checkKReciprocalOptions, type KReciprocalOptions, rulesOf } from "./kReciprocalOptions";
import { type DistancePool, poolVectors, type PoolTools } from "./kReciprocalPool";
import { reciprocalWeights, roundToFloat16 } from "./kReciprocalWeights";
import type { Scorer } from "./scorer";
import { type SparseRows, transposeRows } from "./sparseRows";

/**
 * Jaccard distances between encodings of reciprocal neighbors, by inverted lists: only rows that share a neighbor are
 * touched, and the N × N matrix is never held.
 */
export class JaccardDistances {
  private readonly shared: Float32Array;

  private constructor(
    private readonly size: number,
    private readonly weights: SparseRows,
    /** By neighbor: the rows that hold it. */
    private readonly holders: SparseRows,
    private readonly roundsToFloat16: boolean,
  ) {
    this.shared = new Float32Array(size);
  }

  /**
   * Encodes every row of a pool.
   *
   * @throws StudioError RecipeFormatError for options that mean nothing
   */
  static of(pool: DistancePool, options: KReciprocalOptions): JaccardDistances {
    checkKReciprocalOptions(options);
    const weights = reciprocalWeights(pool, options);
    const roundsToFloat16 = options.isFloat16 && rulesOf(options.form).roundsJaccard;
    return new JaccardDistances(pool.size, weights, transposeRows(weights, pool.size), roundsToFloat16);
  }

  /**
   * Distances of one pooled row to pooled rows from `first` on, each in [0, 1].
   *
   * @param into receives N - first numbers
   */
  write(row: number, first: number, into: Float32Array): void {
    const { shared, weights, holders } = this;
    shared.fill(0);
    for (let at = weights.starts[row]!; at < weights.starts[row + 1]!; at++) {
      const weight = weights.values[at]!;
      const neighbor = weights.columns[at]!;
      const end = holders.starts[neighbor + 1]!;
      for (let holder = holders.starts[neighbor]!; holder < end; holder++) {
        const other = holders.values[holder]!;
        shared[holders.columns[holder]!]! += other < weight ? other : weight;
      }
    }
    for (let other = first; other < this.size; other++) {
      const distance = Math.max(0, 1 - shared[other]! / (2 - shared[other]!));
      into[other - first] = this.roundsToFloat16 ? roundToFloat16(distance) : distance;
    }
  }
}

/**
 * Re-ranks by k-reciprocal neighbors: scores are final distances, negated.
 *
 * The final distance is lambda times the form's own, divided by the query's farthest in all forms but `jaccard`, and
 * 1 - lambda times the Jaccard distance.
 *
 * @returns scores of the gallery, [Q, G]
 * @throws StudioError RecipeFormatError for options that mean nothing
 * @see Zhong et al., Re-ranking Person Re-identification with k-reciprocal Encoding, CVPR 2017, arXiv 1701.08398
 */
export function rerankByKReciprocal(pool: DistancePool, options: KReciprocalOptions): Scorer {
  const jaccard = JaccardDistances.of(pool, options);
  const { queryRows, firstGallery } = pool;
  const rows = pool.size - firstGallery;
  const { lambda } = options;
  const distances = new Float32Array(rows);
  return {
    queries: queryRows.length,
    rows,
    score: async (from, to, into) => {
      await pool.writeQueryDistances(from, to, into);
      for (let query = from, at = 0; query < to; query++) {
        const own = queryRows[query]!;
        jaccard.write(own, firstGallery, distances);
        const scale = lambda * ownScale(pool, own, options);
        for (let row = 0; row < rows; row++, at++) {
          into[at] = -(distances[row]! * (1 - lambda) + into[at]! * scale);
        }
      }
    },
  };
}

/**
 * Re-ranks a gallery by vectors. One query and its first hits alone make a set too: what a search that waits can afford,
 * where neighbors that are not among the hits are missed.
 *
 * @param queries [Q, D]
 * @param gallery [G, D]
 * @throws StudioError RecipeFormatError for options that mean nothing, EmbeddingTableFormatError for a vector that is zero or
 *   holds NaN
 */
export async function rerankVectorsByKReciprocal(
  queries: Matrix,
  gallery: Matrix,
  options: KReciprocalOptions,
  tools: PoolTools,
): Promise<Scorer> {
  checkKReciprocalOptions(options);
  return rerankByKReciprocal(await poolVectors(queries, gallery, options, tools), options);
}

/** What the form's own distances are multiplied by before they are mixed in. */
function ownScale(pool: DistancePool, row: number, { form, metric }: KReciprocalOptions): number {
  if (rulesOf(form).isScaled) return 1 / (pool.farthest[row]! || 1);
  // Half the squared distance of unit vectors is 1 - cos.
  return metric === "euclidean" ? 1 : 0.5;
}
