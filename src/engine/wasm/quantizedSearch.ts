import type { CancelSignal } from "../../core/cancelSignal";
import { formatError } from "../../core/embedding/npy";
import type { Matrix } from "../../core/numeric/matrix";
import { seededRandom } from "../../core/numeric/random";
import { TopK } from "../../core/numeric/topK";
import type { Ranking } from "../../core/ranking/ranking";
import { quantizeTables } from "../../core/search/byteTables";
import type { Pause } from "../../core/search/exactSearch";
import { exactScore } from "../../core/search/exactScore";
import { bytesPerItem, type ProductCodebook, scoreTables, subquantizerCount } from "../../core/search/productCodebook";
import { drawRows, encodeRows, trainCodebook, trainingRows } from "../../core/search/productQuantizer";
import type { SearchBackend, SearchIndex, VectorSource } from "../../core/search/searchIndex";
import { clipTopK, countQueries } from "../../core/search/searchQueries";
import { PackedCodes, SCAN_ROWS } from "./packedCodes";
import type { QuantizerModules } from "./quantizerKernels";
import { rotateByKernels } from "./rotateByKernels";

export interface QuantizedSearchOptions {
  /** All that an item takes: from 2 to 129, and no more than the dimensions allow. */
  readonly bytesPerItem: number;
  /** R: how many of the best by codes are scored exactly; what a ranking has at most. */
  readonly rescore: number;
  readonly seed: number;
}

export interface QuantizedSearchPace {
  readonly signal: CancelSignal;
  readonly pause: Pause;
  readonly onProgress?: (stage: "training" | "encoding", share: number) => void;
}

/** Rows that are read and encoded at once. */
const ENCODED_ROWS = 1024;

/**
 * Approximate search by product quantization: all rows by codes of 4 bits, then exact scores of the best R of them.
 *
 * Which rows are found is approximate, their scores are exact. The codes stand for principal directions dealt out evenly
 * over the sub-spaces; see `trainCodebook` and `encodeRows`.
 */
export class QuantizedSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  /** What codes and buffers take. */
  readonly residentBytes: number;

  /**
   * Trains a codebook on a seeded choice of rows, then encodes all, block by block.
   *
   * @throws StudioError RankRecipeError for fewer rows than centroids or more bytes than dimensions allow,
   *   EmbeddingTableFormatError for a number that is not finite, StorageFullError where memory does not suffice; an AbortError
   */
  static async build(
    modules: QuantizerModules,
    source: VectorSource,
    options: QuantizedSearchOptions,
    { signal, pause, onProgress }: QuantizedSearchPace,
  ): Promise<QuantizedSearch> {
    const rotate = rotateByKernels(modules.products);
    const chosen = drawRows(source.rows, Math.min(source.rows, trainingRows), seededRandom(options.seed));
    const training = { bytesPerItem: options.bytesPerItem, bits: 4, isRotated: true, seed: options.seed } as const;
    const codebook = await trainCodebook(readChecked(source, chosen), training, {
      signal,
      rotate,
      report: async (done, total) => {
        onProgress?.("training", done / total);
        await pause();
      },
    });
    const packed = new PackedCodes(modules.codes, codebook, source.rows);
    for (let first = 0; first < source.rows; first += ENCODED_ROWS) {
      onProgress?.("encoding", first / source.rows);
      await pause();
      const count = Math.min(ENCODED_ROWS, source.rows - first);
      const block = readChecked(
        source,
        Uint32Array.from({ length: count }, (_, at) => first + at),
      );
      packed.write(first, await encodeRows(codebook, block, { signal, rotate }));
    }
    return new QuantizedSearch(codebook, packed, { source, rescore: options.rescore, pause });
  }

  private constructor(
    private readonly codebook: ProductCodebook,
    private readonly packed: PackedCodes,
    private readonly given: { readonly source: VectorSource; readonly rescore: number; readonly pause: Pause },
  ) {
    const { source, rescore } = given;
    this.rows = source.rows;
    this.dimension = source.dimension;
    this.residentBytes = packed.memory.buffer.byteLength;
    this.backend = {
      kind: "wasm",
      name: `WASM SIMD, codes of ${bytesPerItem(codebook)} bytes`,
      isSoftware: false,
      approximation: { recall: null },
      longestRanking: rescore,
    };
  }

  /** @returns rankings of at most R rows */
  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const count = countQueries(queries, this.dimension);
    const kept = Math.min(clipTopK(topK, this.rows), this.given.rescore);
    const rankings: Ranking[] = [];
    for (let at = 0; at < count; at++) {
      const query = Float32Array.from(queries.subarray(at * this.dimension, (at + 1) * this.dimension));
      await this.given.pause();
      signal.throwIfAborted();
      rankings.push(this.rescore(query, this.scan(query, this.given.rescore).rows, kept));
    }
    return rankings;
  }

  /**
   * The best rows by codes alone, with the scores that these give.
   *
   * @param query [D]
   */
  scan(query: Float32Array<ArrayBuffer>, topK: number): Ranking {
    const { memory, kernels, pairs, tables, scores, places } = this.packed;
    const { leastFactor, factorStep } = this.codebook;
    const bytes = new Uint8Array(memory.buffer, tables, subquantizerCount(this.codebook) * 16);
    const { least, step } = quantizeTables(scoreTables(this.codebook, query), pairs * 2, bytes);
    const found = new Float32Array(memory.buffer, scores, SCAN_ROWS);
    const chosen = new Uint32Array(memory.buffer, places, SCAN_ROWS);
    const best = new TopK(topK);
    for (let first = 0; first < this.rows; first += SCAN_ROWS) {
      const rows = Math.min(SCAN_ROWS, this.rows - first);
      const [codes, factors] = [this.packed.codesAt(first), this.packed.factorsAt(first)];
      const padded = Math.ceil(rows / 32) * 32;
      kernels.scanCodes(codes, padded, pairs, tables, least, step, factors, leastFactor, factorStep, scores);
      const count = kernels.selectAbove(scores, rows, best.worstScore, places);
      for (let at = 0; at < count; at++) best.offer(found[chosen[at]!]!, first + chosen[at]!);
    }
    return best.takeRanking();
  }

  dispose(): void {
    // The memory goes with the last reference to this index.
  }

  private rescore(query: Float32Array, rows: Uint32Array, topK: number): Ranking {
    // In ascending order, so that neighbors in a file can be read together.
    const vectors = read(this.given.source, rows.sort()).values;
    const best = new TopK(topK);
    for (let at = 0; at < rows.length; at++) best.offer(exactScore(query, vectors, at * this.dimension), rows[at]!);
    return best.takeRanking();
  }
}

function read(source: VectorSource, rows: Uint32Array): Matrix {
  const values = new Float32Array(rows.length * source.dimension);
  source.read(rows, values);
  return { rows: rows.length, columns: source.dimension, values };
}

function readChecked(source: VectorSource, rows: Uint32Array): Matrix {
  const matrix = read(source, rows);
  const bad = matrix.values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return matrix;
  const row = source.firstRow + rows[Math.floor(bad / matrix.columns)]!;
  throw formatError("finite numbers", `${matrix.values[bad]!} in row ${row} at position ${bad % matrix.columns}`);
}
