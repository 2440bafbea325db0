import type { CancelSignal } from "../../core/cancelSignal";
import { type Matrix, rowOf } from "../../core/numeric/matrix";
import { dot } from "../../core/numeric/vectors";
import { type FindExtremes, mergeGathered } from "../../core/ranking/extremes";
import { innerProductScorer } from "../../core/ranking/innerProductScorer";
import type { RankTools } from "../../core/ranking/runRankSteps";
import type { Pause } from "../../core/search/exactSearch";
import { makePause } from "../pauseBetweenBlocks";
import { gatherProducts } from "../wasm/gatherProducts";
import type { KernelModules } from "../wasm/kernelModule";
import { productScorer } from "../wasm/productScorer";
import { rotateByKernels } from "../wasm/rotateByKernels";
import { searchNeighbors } from "./searchNeighbors";

/** The kernels that ranking anew is quick by. */
export interface RankKernels {
  readonly search: KernelModules;
  readonly products: WebAssembly.Module;
}

/** What a worker runs a recipe's steps with. */
export type WorkerRankTools = Omit<RankTools, "negatives"> & {
  /** What computes the scores, to be shown as it is. */
  readonly backend: string;
};

/**
 * The quickest tools that this engine has.
 *
 * @param kernels null where the engine has no WASM SIMD: all is then computed in plain JavaScript
 * @param pause lets messages in; a program that waits for none has no need of it
 */
export function makeRankTools(
  kernels: RankKernels | null,
  signal: CancelSignal,
  pause: Pause = makePause(),
): WorkerRankTools {
  const findNeighbors = searchNeighbors(kernels?.search ?? null, pause, signal);
  if (kernels === null) return { findNeighbors, scoreProducts: innerProductScorer, signal, backend: "JavaScript" };
  const { products, search } = kernels;
  const pace = {
    pause: async () => {
      await pause();
      signal.throwIfAborted();
    },
  };
  const findExtremes: FindExtremes = async (vectors, count) => {
    const gathered = await gatherProducts(products, vectors, count, { share: { index: 0, count: 1 }, pace });
    return mergeGathered([gathered], vectors, Math.min(count, vectors.rows));
  };
  return {
    // A set within itself: every pair once is sooner done than a search for each row.
    findNeighbors: async (queries, rows, count) =>
      queries === rows && isUnit(rows)
        ? (await findExtremes(rows, count)).neighbors
        : findNeighbors(queries, rows, count),
    findExtremes,
    scoreProducts: (queries, gallery) => productScorer(products, queries, gallery),
    rotate: rotateByKernels(products),
    signal,
    backend: search.relaxed === null ? "WASM SIMD" : "WASM SIMD, relaxed",
  };
}

/** Whether products of rows can be told apart as those of unit rows can. */
function isUnit(rows: Matrix): boolean {
  for (let row = 0; row < rows.rows; row++) {
    const vector = rowOf(rows, row);
    if (Math.abs(dot(vector, vector) - 1) > 1e-5) return false;
  }
  return true;
}
