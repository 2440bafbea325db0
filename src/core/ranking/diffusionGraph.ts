import { StudioError } from "../errors";
import type { Neighbors } from "./neighbors";
import { type SparseRows, SparseRowsBuilder } from "./sparseRows";

/** How to diffuse; a recipe's step has the first three fields too. */
export interface DiffusionOptions {
  /** How many neighbors of each row may become edges. */
  readonly k: number;
  /** Power of the similarity that an edge counts with. */
  readonly gamma: number;
  /** Share that is passed on at each step, below 1. */
  readonly alpha: number;
  /** How many of a query's nearest rows it starts from; 10 if absent. */
  readonly queryNeighbors?: number;
}

/** The authors' choice for global descriptors. */
export const standardDiffusion: DiffusionOptions = { k: 50, gamma: 3, alpha: 0.99, queryNeighbors: 10 };

/**
 * Refuses options that mean nothing.
 *
 * @throws StudioError RecipeFormatError
 */
export function checkDiffusionOptions({ k, gamma, alpha, queryNeighbors = 10 }: DiffusionOptions): void {
  const refuse = (name: string, expected: string, found: number): never => {
    throw new StudioError(
      "RecipeFormatError",
      `expected ${name} of diffusion to be ${expected}; found ${found}`,
      "The authors use k 50, gamma 3, alpha 0.99 and start from 10 neighbors.",
    );
  };
  if (!Number.isInteger(k) || k < 1) refuse("k", "a whole number from 1", k);
  if (!Number.isInteger(queryNeighbors) || queryNeighbors < 1) {
    refuse("the query's neighbors", "a whole number from 1", queryNeighbors);
  }
  if (!(gamma > 0 && gamma < Infinity)) refuse("gamma", "above 0", gamma);
  if (!(alpha >= 0 && alpha < 1)) refuse("alpha", "from 0 to below 1", alpha);
}

/** What a similarity weighs: max(s, 0)^gamma. */
export function affinityOf(score: number, gamma: number): number {
  return score > 0 ? score ** gamma : 0;
}

/**
 * The graph of mutual neighbors: an edge where each of two rows is among the other's k nearest, itself not counted.
 *
 * @param neighbors of each row of the gallery within the gallery, itself included: k + 1 or more each, fewer where there are
 *   no more
 * @returns affinities, [N, N], symmetric, nothing on the diagonal
 * @throws StudioError RecipeFormatError for options that mean nothing
 */
export function mutualNeighborGraph(neighbors: Neighbors, options: DiffusionOptions): SparseRows {
  checkDiffusionOptions(options);
  const { queries: size, count, rows, scores } = neighbors;
  const lengths = listEnds(neighbors, options.k);
  const built = new SparseRowsBuilder(size, Math.min(options.k, count));
  for (let row = 0; row < size; row++) {
    const end = row * count + lengths[row]!;
    for (let at = row * count; at < end; at++) {
      const other = rows[at]!;
      if (other === row || !holds(rows, other * count, other * count + lengths[other]!, row)) continue;
      const affinity = affinityOf(scores[at]!, options.gamma);
      if (affinity > 0) built.add(other, affinity);
    }
    built.endRow();
  }
  return built.build();
}

/** How many entries of each list hold k others: one more where the row itself is among them. */
function listEnds({ queries: size, count, rows }: Neighbors, k: number): Uint32Array {
  const ends = new Uint32Array(size);
  for (let row = 0; row < size; row++) {
    const isListed = holds(rows, row * count, row * count + Math.min(k, count), row);
    ends[row] = Math.min(count, isListed ? k + 1 : k);
  }
  return ends;
}

function holds(rows: Uint32Array, from: number, to: number, wanted: number): boolean {
  for (let at = from; at < to; at++) if (rows[at] === wanted) return true;
  return false;
}
