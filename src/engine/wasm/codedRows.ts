import { formatError } from "../../core/embedding/npy";
import { StudioError } from "../../core/errors";
import { LARGEST_COARSE_DIMENSION, queryErrorShare } from "../../core/search/quantizedBound";
import type { VectorSource } from "../../core/search/searchIndex";
import type { KernelModules, RelaxedKernels, SearchKernels } from "./kernelModule";

/** Rows that one call of a kernel scans; their products for a batch of queries stay in the second-level cache. */
export const BLOCK_ROWS = 1024;
/** Queries that one scan serves. */
export const MOST_QUERIES = 64;
const PAGE_BYTES = 65536;

/** Byte offsets of everything that the kernels work on, in one memory. W is the dimension padded to 8. */
interface Layout {
  readonly width: number;
  /** [MOST_QUERIES, W] int16 */
  readonly queries: number;
  /** [MOST_QUERIES, W] uint8 */
  readonly coarseQueries: number;
  /** [MOST_QUERIES, BLOCK_ROWS] int32 */
  readonly dots: number;
  /** [BLOCK_ROWS] uint32 */
  readonly chosen: number;
  /** [BLOCK_ROWS] float32 */
  readonly estimates: number;
  /** [BLOCK_ROWS, D] float32 */
  readonly vectors: number;
  /** [W] float32 */
  readonly padded: number;
  /** One float32 */
  readonly largestNorm: number;
  /** [N] float32 each, padded to whole groups of four rows */
  readonly scales: number;
  readonly errors: number;
  /** [N] int32, alike */
  readonly codeSums: number;
  /** [N / 4, W / 8, 4, 8] int8 */
  readonly codes: number;
  readonly bytes: number;
}

/** Rows as 8-bit codes in WASM memory, with the kernels bound to it. */
export interface CodedRows {
  readonly layout: Layout;
  readonly memory: WebAssembly.Memory;
  readonly kernels: SearchKernels;
  /** Null where the engine has no relaxed SIMD, or vectors are too long for it. */
  readonly relaxed: RelaxedKernels | null;
  /** No |x̂| is larger. */
  readonly largestNorm: number;
}

/**
 * Encodes all rows of a source, block by block, so that the float table is never in memory as a whole.
 *
 * @throws StudioError EmbeddingTableFormatError for a number that is not finite, StorageFullError where memory does not suffice
 */
export function encodeSource(modules: KernelModules, source: VectorSource): CodedRows {
  const { rows, dimension } = source;
  const layout = layOut(rows, dimension);
  const memory = reserve(layout.bytes, rows);
  const exportsOf = (module: WebAssembly.Module) => new WebAssembly.Instance(module, { env: { memory } }).exports;
  const kernels = exportsOf(modules.search) as unknown as SearchKernels;
  const share = queryErrorShare(dimension);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    const block = Uint32Array.from({ length: count }, (_, i) => first + i);
    const vectors = new Float32Array(memory.buffer, layout.vectors, count * dimension);
    source.read(block, vectors);
    const { padded, codes, scales, errors, codeSums, largestNorm } = layout;
    const to = [padded, codes, scales, errors, codeSums, largestNorm] as const;
    const bad = kernels.encodeRows(layout.vectors, count, dimension, ...to, first, share);
    if (bad >= 0) {
      const row = vectors.subarray(bad * dimension, (bad + 1) * dimension);
      const place = row.findIndex((value) => !Number.isFinite(value));
      throw formatError(
        "finite numbers",
        `${row[place]!} in row ${source.firstRow + first + bad} at position ${place}`,
      );
    }
  }
  const hasCoarse = modules.relaxed !== null && dimension <= LARGEST_COARSE_DIMENSION;
  const relaxed = hasCoarse ? (exportsOf(modules.relaxed) as unknown as RelaxedKernels) : null;
  const [largestNorm = 0] = new Float32Array(memory.buffer, layout.largestNorm, 1);
  return { layout, memory, kernels, relaxed, largestNorm };
}

function layOut(rows: number, dimension: number): Layout {
  const width = Math.ceil(dimension / 8) * 8;
  const paddedRows = Math.ceil(rows / 4) * 4;
  // Address 0 up to here is left to the kernels' own constants.
  let bytes = 1024;
  const take = (size: number): number => {
    const start = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return start;
  };
  return {
    width,
    queries: take(MOST_QUERIES * width * 2),
    coarseQueries: take(MOST_QUERIES * width),
    dots: take(MOST_QUERIES * BLOCK_ROWS * 4),
    chosen: take(BLOCK_ROWS * 4),
    estimates: take(BLOCK_ROWS * 4),
    vectors: take(BLOCK_ROWS * dimension * 4),
    padded: take(width * 4),
    largestNorm: take(4),
    scales: take(paddedRows * 4),
    errors: take(paddedRows * 4),
    codeSums: take(paddedRows * 4),
    codes: take(paddedRows * width),
    bytes,
  };
}

function reserve(bytes: number, rows: number): WebAssembly.Memory {
  try {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    throw new StudioError(
      "StorageFullError",
      `expected ${Math.ceil(bytes / 2 ** 20)} MiB of memory for the codes of ${rows} rows; the browser gave none (${String(error)})`,
      "Close other tabs, or search a part of the gallery.",
    );
  }
}
