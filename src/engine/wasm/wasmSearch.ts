import type { CancelSignal } from "../../core/cancelSignal";
import type { Ranking } from "../../core/ranking/ranking";
import { CandidateList } from "../../core/search/candidateList";
import { ExactSearch, type Pause } from "../../core/search/exactSearch";
import { type QuantizedQuery, quantizeQuery } from "../../core/search/quantizedBound";
import { rescoreCandidates } from "../../core/search/rescoring";
import type { SearchBackend, SearchIndex, VectorSource } from "../../core/search/searchIndex";
import { clipTopK, countQueries } from "../../core/search/searchQueries";
import { BLOCK_ROWS, type CodedRows, encodeSource, MOST_QUERIES } from "./codedRows";

/** A query of a batch under way. */
interface RunningQuery {
  readonly query: Float32Array;
  readonly quantized: QuantizedQuery;
  readonly list: CandidateList;
}

/**
 * Exact search by WASM SIMD: a scan of 8-bit codes with proven bounds, then exact scores of the few rows that are left.
 *
 * `ExactSearch` over the stored vectors, which gives the same ranking, takes over where bounds spare nothing: K of half the
 * rows or more, and queries so long or short that bounds in float32 do not hold (see quantizedBound).
 */
export class WasmSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend = { kind: "wasm", name: "WASM SIMD", isSoftware: false };
  /** What codes and buffers take. */
  readonly residentBytes: number;
  private readonly exact: ExactSearch;

  /** @param module the compiled kernels; see `loadKernelModule` */
  static open(module: WebAssembly.Module, source: VectorSource, pause: Pause): WasmSearch {
    return new WasmSearch(encodeSource(module, source), source, pause);
  }

  private constructor(
    private coded: CodedRows | null,
    private readonly source: VectorSource,
    private readonly pause: Pause,
  ) {
    this.rows = source.rows;
    this.dimension = source.dimension;
    this.residentBytes = coded?.memory.buffer.byteLength ?? 0;
    this.exact = new ExactSearch(source, pause);
  }

  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const count = countQueries(queries, this.dimension);
    const kept = clipTopK(topK, this.rows);
    if (kept * 2 >= this.rows) return this.exact.search(queries, kept, signal);
    const rankings: Ranking[] = [];
    for (let start = 0; start < count; start += MOST_QUERIES) {
      const end = Math.min(start + MOST_QUERIES, count);
      const batch = queries.subarray(start * this.dimension, end * this.dimension);
      rankings.push(...(await this.searchBatch(batch, kept, signal)));
    }
    return rankings;
  }

  dispose(): void {
    this.coded = null;
  }

  private async searchBatch(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    if (this.coded === null) throw new Error("this index was disposed of");
    const batch = this.prepare(this.coded, queries, topK);
    if (batch === null) return this.exact.search(queries, topK, signal);
    for (let first = 0; first < this.rows; first += BLOCK_ROWS) {
      await this.pause();
      signal.throwIfAborted();
      scanBlock(this.coded, batch, first, Math.min(BLOCK_ROWS, this.rows - first));
    }
    return batch.map(({ query, quantized, list }) =>
      rescoreCandidates(this.source, query, list.candidates(quantized.norm), topK),
    );
  }

  /** Writes the queries' codes into the kernels' memory; null where one of them must be searched exactly. */
  private prepare({ layout, memory }: CodedRows, queries: Float32Array, topK: number): RunningQuery[] | null {
    const batch: RunningQuery[] = [];
    for (let start = 0; start < queries.length; start += this.dimension) {
      const query = queries.subarray(start, start + this.dimension);
      const codes = new Int16Array(memory.buffer, layout.queries + batch.length * layout.width * 2, layout.width);
      const quantized = quantizeQuery(query, codes);
      if (quantized === null) return null;
      batch.push({ query, quantized, list: new CandidateList(topK) });
    }
    return batch;
  }
}

function scanBlock({ layout, memory, kernels }: CodedRows, batch: RunningQuery[], first: number, rows: number): void {
  const { width, queries, dots, chosen, estimates } = layout;
  const groupedRows = Math.ceil(rows / 4) * 4;
  const scales = layout.scales + first * 4;
  const errors = layout.errors + first * 4;
  kernels.scanRows(layout.codes + first * width, groupedRows, width, queries, batch.length, dots);
  const errorOf = new Float32Array(memory.buffer, errors, rows);
  for (const [q, { quantized, list }] of batch.entries()) {
    const found = dots + q * groupedRows * 4;
    const threshold = roundDown(list.threshold);
    const count = kernels.selectRows(found, rows, scales, errors, quantized.factor, threshold, chosen, estimates);
    const places = new Uint32Array(memory.buffer, chosen, count);
    const estimateOf = new Float32Array(memory.buffer, estimates, count);
    for (let i = 0; i < count; i++) list.add(first + places[i]!, estimateOf[i]!, errorOf[places[i]!]!);
  }
}

/** A float32 number that is not above `value`. */
function roundDown(value: number): number {
  return Math.fround(value - Math.abs(value) * 2 ** -23);
}
