import type { Matrix } from "../../core/numeric/matrix";
import type { Scorer } from "../../core/ranking/scorer";
import type { ProductKernels } from "./productKernels";
import { ProductMemory, roundUp } from "./productMemory";

const QUERY_ROWS = 64;
const GALLERY_ROWS = 256;

/**
 * Inner products of queries and gallery by WASM SIMD: float32 sums, for unit rows within D * 2^-25 of `exactScore`.
 *
 * @param module the compiled kernels; see `loadProductKernels`
 * @param queries [Q, D]
 * @param gallery [G, D]; copied
 * @throws StudioError StorageFullError where there is not enough memory
 */
export function productScorer(module: WebAssembly.Module, queries: Matrix, gallery: Matrix): Scorer {
  const width = roundUp(gallery.columns, 4);
  const memory = new ProductMemory();
  const at = {
    gallery: memory.reserve(roundUp(gallery.rows, GALLERY_ROWS) * width),
    queries: memory.reserve(QUERY_ROWS * width),
    products: memory.reserve(QUERY_ROWS * GALLERY_ROWS),
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.allocate() } });
  const kernels = exports as unknown as ProductKernels;
  memory.writeRows(at.gallery, gallery, width);
  const products = memory.floats(at.products, QUERY_ROWS * GALLERY_ROWS);
  const scoreBlock = (first: number, count: number, into: Float32Array): void => {
    const block = queries.values.subarray(first * queries.columns, (first + count) * queries.columns);
    memory.writeRows(at.queries, { rows: count, columns: queries.columns, values: block }, width);
    for (let row = 0; row < gallery.rows; row += GALLERY_ROWS) {
      kernels.multiplyRows(
        at.queries,
        roundUp(count, 2),
        at.gallery + row * width * 4,
        GALLERY_ROWS,
        width,
        at.products,
      );
      const kept = Math.min(GALLERY_ROWS, gallery.rows - row);
      for (let query = 0; query < count; query++) {
        into.set(products.subarray(query * GALLERY_ROWS, query * GALLERY_ROWS + kept), query * gallery.rows + row);
      }
    }
  };
  return {
    queries: queries.rows,
    rows: gallery.rows,
    score: (from, to, into) => {
      for (let first = from; first < to; first += QUERY_ROWS) {
        scoreBlock(first, Math.min(QUERY_ROWS, to - first), into.subarray((first - from) * gallery.rows));
      }
      return Promise.resolve();
    },
  };
}
