import type { Matrix } from "../../core/numeric/matrix";
import type { GatheredProducts } from "../../core/ranking/extremes";
import type { ProductKernels } from "./productKernels";
import { ProductMemory, roundUp } from "./productMemory";

const A_ROWS = 64;
const B_ROWS = 256;
/** Entries of a list beyond those asked for: rows that tie with the last one in float32. */
const SPARE = 4;

/** Which of the pairs one thread takes: blocks in turn. */
export interface PairShare {
  readonly index: number;
  readonly count: number;
}

/** What paces the work. */
export interface GatherPace {
  /** Called after each block of 64 rows; what it throws ends the work. */
  pause(): Promise<void> | void;
}

/**
 * Multiplies the rows of a set with each other, every pair once, and keeps each row's largest products and its smallest.
 *
 * @param module the compiled kernels; see `loadProductKernels`
 * @param vectors [N, D]
 * @param count K: how many of the largest are surely among those kept, over all shares together
 * @throws StudioError StorageFullError where there is not enough memory
 */
export async function gatherProducts(
  module: WebAssembly.Module,
  vectors: Matrix,
  count: number,
  { share, pace }: { readonly share: PairShare; readonly pace: GatherPace },
): Promise<GatheredProducts> {
  const size = vectors.rows;
  const width = roundUp(vectors.columns, 4);
  const padded = roundUp(size, B_ROWS);
  const capacity = Math.min(size, count + SPARE);
  const memory = new ProductMemory();
  const at = {
    vectors: memory.reserve(padded * width),
    products: memory.reserve(A_ROWS * B_ROWS),
    scores: memory.reserve(size * capacity),
    rows: memory.reserve(size * capacity),
    counts: memory.reserve(size),
    worst: memory.reserve(padded),
    lowest: memory.reserve(padded),
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.allocate() } });
  const kernels = exports as unknown as ProductKernels;
  memory.writeRows(at.vectors, vectors, width);
  const worst = memory.floats(at.worst, padded).fill(-Infinity, 0, size).fill(Infinity, size);
  const lowest = memory.floats(at.lowest, padded).fill(Infinity, 0, size).fill(-Infinity, size);
  for (let a = share.index * A_ROWS; a < size; a += share.count * A_ROWS) {
    const aRows = Math.min(A_ROWS, size - a);
    for (let b = Math.floor(a / B_ROWS) * B_ROWS; b < size; b += B_ROWS) {
      const [left, right] = [at.vectors + a * width * 4, at.vectors + b * width * 4];
      kernels.multiplyRows(left, roundUp(aRows, 2), right, B_ROWS, width, at.products);
      kernels.offerPairs(
        at.products,
        aRows,
        B_ROWS,
        a,
        b,
        size,
        capacity,
        at.scores,
        at.rows,
        at.counts,
        at.worst,
        at.lowest,
      );
    }
    await pace.pause();
  }
  const counts = memory.integers(at.counts, size);
  // The kernel keeps the place of the worst where a list is full.
  for (let row = 0; row < size; row++) if (worst[row] !== -Infinity) counts[row] = capacity;
  return {
    capacity,
    counts: counts.slice(),
    rows: memory.integers(at.rows, size * capacity).slice(),
    scores: memory.floats(at.scores, size * capacity).slice(),
    lowest: lowest.slice(0, size),
  };
}
