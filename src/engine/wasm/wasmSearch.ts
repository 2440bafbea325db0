import type { CancelSignal } from "../../core/cancelSignal";
import type { Ranking } from "../../core/ranking/ranking";
import { CandidateList } from "../../core/search/candidateList";
import { ExactSearch, type Pause } from "../../core/search/exactSearch";
import { quantizeCoarsely, quantizeQuery } from "../../core/search/quantizedBound";
import { rescoreCandidates } from "../../core/search/rescoring";
import type { SearchBackend, SearchIndex, VectorSource } from "../../core/search/searchIndex";
import { clipTopK, countQueries } from "../../core/search/searchQueries";
import { type RunningQuery, scanBlock } from "./blockScan";
import { BLOCK_ROWS, type CodedRows, encodeSource, MOST_QUERIES } from "./codedRows";
import type { KernelModules } from "./kernelModule";

/**
 * Exact search by WASM SIMD: a scan of 8-bit codes with proven bounds, then exact scores of the few rows that are left.
 *
 * `ExactSearch` over the stored vectors, which gives the same ranking, takes over where bounds spare nothing: K of half the
 * rows or more, and queries so long or short that bounds in float32 do not hold (see quantizedBound).
 */
export class WasmSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  /** What codes and buffers take. */
  readonly residentBytes: number;
  private readonly exact: ExactSearch;
  private lastTurn: Promise<unknown> = Promise.resolve();

  /** @param modules the compiled kernels; see `loadKernelModules` */
  static open(modules: KernelModules, source: VectorSource, pause: Pause): WasmSearch {
    return new WasmSearch(encodeSource(modules, source), source, pause);
  }

  private constructor(
    private readonly coded: CodedRows,
    private readonly source: VectorSource,
    private readonly pause: Pause,
  ) {
    this.rows = source.rows;
    this.dimension = source.dimension;
    const name = coded.relaxed === null ? "WASM SIMD" : "WASM SIMD, relaxed";
    this.backend = { kind: "wasm", name, isSoftware: false };
    this.residentBytes = coded.memory.buffer.byteLength;
    this.exact = new ExactSearch(source, pause);
  }

  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    countQueries(queries, this.dimension);
    const kept = clipTopK(topK, this.rows);
    if (kept * 2 >= this.rows) return this.exact.search(queries, kept, signal);
    // The kernels' memory holds the codes of one batch, and a search pauses: another waits for its turn.
    const turn = this.lastTurn.then(() => this.searchInBatches(queries, kept, signal));
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    // The memory goes with the last reference to this index.
  }

  private async searchInBatches(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const count = queries.length / this.dimension;
    const rankings: Ranking[] = [];
    for (let start = 0; start < count; start += MOST_QUERIES) {
      const end = Math.min(start + MOST_QUERIES, count);
      const batch = queries.subarray(start * this.dimension, end * this.dimension);
      rankings.push(...(await this.searchBatch(batch, topK, signal)));
    }
    return rankings;
  }

  private async searchBatch(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const batch = this.prepare(queries, topK);
    if (batch === null) return this.exact.search(queries, topK, signal);
    for (let first = 0; first < this.rows; first += BLOCK_ROWS) {
      await this.pause();
      signal.throwIfAborted();
      scanBlock(this.coded, batch, first, Math.min(BLOCK_ROWS, this.rows - first));
    }
    return batch.map(({ query, fine, list }) =>
      rescoreCandidates(this.source, query, list.candidates(fine.norm), topK),
    );
  }

  /** Writes the queries' codes into the kernels' memory; null where one of them must be searched exactly. */
  private prepare(queries: Float32Array, topK: number): RunningQuery[] | null {
    const { layout, memory } = this.coded;
    const batch: RunningQuery[] = [];
    for (let start = 0; start < queries.length; start += this.dimension) {
      const query = queries.subarray(start, start + this.dimension);
      const place = batch.length * layout.width;
      const fine = quantizeQuery(query, new Int16Array(memory.buffer, layout.queries + place * 2, layout.width));
      if (fine === null) return null;
      const coarseCodes = new Uint8Array(memory.buffer, layout.coarseQueries + place, layout.width);
      const coarse = quantizeCoarsely(query, fine.norm, coarseCodes);
      batch.push({ query, fine, coarse, list: new CandidateList(topK) });
    }
    return batch;
  }
}
