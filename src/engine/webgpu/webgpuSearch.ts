import type { CancelSignal } from "../../core/cancelSignal";
import { isStudioError, StudioError } from "../../core/errors";
import { queriesPerBatch, type TileLimits } from "../../core/gpu/tilePlan";
import type { Ranking } from "../../core/ranking/ranking";
import { ExactSearch, type Pause } from "../../core/search/exactSearch";
import { rescoreCandidates } from "../../core/search/rescoring";
import type { SearchBackend, SearchIndex, VectorSource } from "../../core/search/searchIndex";
import { clipTopK, countQueries } from "../../core/search/searchQueries";
import { BatchBuffers } from "./batchBuffers";
import { CandidateSearch } from "./candidateSearch";
import { openDevice, type WebgpuDevice } from "./device";
import { uploadGallery, type DeviceGallery } from "./deviceGallery";
import {
  compileKernels,
  createLayouts,
  hasPackedProducts,
  type SearchKernels,
  type SearchLayouts,
} from "./searchKernels";
import { testSearch } from "./searchSelfTest";

/** What a test or a benchmark may set; the defaults serve every adapter. */
export interface WebgpuSearchOptions {
  /** What the exact search does between blocks where it takes over. */
  readonly pause?: Pause;
  readonly limits?: TileLimits;
  /** Candidates a query that there is room for at first, beside twice K. */
  readonly spareCandidates?: number;
  /** Packed byte products; false forces plain arithmetic. */
  readonly isPacked?: boolean;
}

const defaultBufferBytes = 64 * 2 ** 20;
// A weak GPU of today does a hundred times as many four-element products a second.
const defaultProducts = 2 ** 27;
const defaultSpareCandidates = 4096;
// Several tiles from the self-test's small gallery.
const selfTestLimits: TileLimits = { maxBufferBytes: 2 ** 20, maxProducts: 2 ** 18 };

// Where the proof in core/gpu/queryCodes.ts ends.
const largestDimension = 2 ** 17;
const largestRowNorm = 2 ** 60;
const largestScore = 2 ** 126;

/** A device with a gallery on it, ready to search for one query or a batch. */
export interface PreparedDevice {
  readonly gpu: WebgpuDevice;
  readonly gallery: DeviceGallery;
  readonly single: CandidateSearch;
  readonly batch: CandidateSearch;
}

/**
 * Exact search on a GPU: an eight-bit scan there with proven bounds, then exact scores of the few rows that are left.
 *
 * Two cases go to `ExactSearch` over the stored vectors, which gives the same ranking: K of half the gallery or more,
 * where bounds spare nothing, and numbers so large that the bounds' float32 might overflow.
 */
export class WebgpuSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  /** Device memory that the gallery takes. */
  readonly residentBytes: number;
  readonly #exact: ExactSearch;
  readonly #spareCandidates: number;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: VectorSource,
    private readonly prepared: PreparedDevice,
    options: WebgpuSearchOptions,
  ) {
    const { adapter } = prepared.gpu;
    this.rows = source.rows;
    this.dimension = source.dimension;
    this.backend = { kind: "webgpu", name: adapter.name, isSoftware: adapter.isSoftware };
    this.residentBytes = prepared.gallery.residentBytes;
    this.#spareCandidates = options.spareCandidates ?? defaultSpareCandidates;
    this.#exact = new ExactSearch(source, options.pause);
  }

  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    countQueries(queries, this.dimension);
    const kept = clipTopK(topK, this.rows);
    if (kept === 0 || 2 * kept >= this.rows) return this.#exact.search(queries, kept, signal);
    // The device's buffers hold one batch at a time.
    const turn = this.#turn.then(() => this.#searchInBatches(queries, kept, signal));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Frees the device's memory. A search under way ends with DeviceLostError. */
  dispose(): void {
    this.prepared.gpu.destroy();
  }

  async #searchInBatches(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const rankings: Ranking[] = [];
    const count = queries.length / this.dimension;
    const batchLength = count === 1 ? 1 : queriesPerBatch;
    for (let start = 0; start < count; start += batchLength) {
      const batch = Array.from({ length: Math.min(batchLength, count - start) }, (_, i) =>
        queries.subarray((start + i) * this.dimension, (start + i + 1) * this.dimension),
      );
      rankings.push(...(await this.#searchBatch(batch, topK, signal)));
    }
    return rankings;
  }

  async #searchBatch(batch: Float32Array[], topK: number, signal: CancelSignal): Promise<Ranking[]> {
    if (!batch.every((query) => this.#isBounded(query))) return this.#searchExactly(batch, topK, signal);
    const search = batch.length === 1 ? this.prepared.single : this.prepared.batch;
    const capacity = 2 * topK + this.#spareCandidates;
    const found = await search.find(batch, topK, capacity, signal);
    const rankings: Ranking[] = [];
    for (const [i, candidates] of found.entries()) {
      const query = batch[i]!;
      if (candidates === null) rankings.push(...(await this.#searchExactly([query], topK, signal)));
      else rankings.push(rescoreCandidates(this.source, query, candidates, topK));
    }
    return rankings;
  }

  async #searchExactly(batch: readonly Float32Array[], topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const queries = new Float32Array(batch.length * this.dimension);
    batch.forEach((query, i) => queries.set(query, i * this.dimension));
    return this.#exact.search(queries, topK, signal);
  }

  #isBounded(query: Float32Array): boolean {
    const { largestNorm } = this.prepared.gallery;
    const norm = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0));
    return this.dimension <= largestDimension && largestNorm <= largestRowNorm && norm * largestNorm < largestScore;
  }
}

/**
 * Opens an index on the best adapter.
 *
 * @param choice `webgpu` takes any adapter, `auto` none that is software
 * @throws StudioError WebgpuUnavailableError where there is no such adapter, too little memory on it, or a wrong answer in
 *   the self-test; EmbeddingTableFormatError for a stored number that is not finite
 */
export async function openWebgpuSearch(
  source: VectorSource,
  choice: "auto" | "webgpu",
  options: WebgpuSearchOptions = {},
): Promise<WebgpuSearch> {
  const gpu = await openDevice(choice === "webgpu");
  try {
    return await createWebgpuSearch(gpu, source, options);
  } catch (error) {
    gpu.destroy();
    throw error;
  }
}

/**
 * Lays an index on an open device, which it owns from then on.
 *
 * @throws StudioError as `openWebgpuSearch`
 */
export async function createWebgpuSearch(
  gpu: WebgpuDevice,
  source: VectorSource,
  options: WebgpuSearchOptions,
): Promise<WebgpuSearch> {
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.adapter.limits;
  const limits = options.limits ?? {
    maxBufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize, defaultBufferBytes),
    maxProducts: defaultProducts,
  };
  const layouts = createLayouts(gpu.device);
  const isPacked = options.isPacked ?? hasPackedProducts();
  const kernels = await compileOrRefuse(gpu, layouts, isPacked);
  const prepare = async (vectors: VectorSource, tileLimits: TileLimits, own: WebgpuSearchOptions) => {
    const gallery = await uploadGallery(gpu, layouts, vectors, tileLimits);
    const searchFor = (queries: number) => {
      const shape = { queries, words: gallery.words, maxBufferBytes: tileLimits.maxBufferBytes };
      return new CandidateSearch(gpu, gallery, kernels, new BatchBuffers(gpu, layouts, shape));
    };
    return new WebgpuSearch(vectors, { gpu, gallery, single: searchFor(1), batch: searchFor(queriesPerBatch) }, own);
  };
  await testSearch(gpu.adapter.name, (vectors) => prepare(vectors, selfTestLimits, {}));
  return prepare(source, limits, options);
}

/** A browser or driver that rejects a kernel is one without WebGPU for us. */
async function compileOrRefuse(gpu: WebgpuDevice, layouts: SearchLayouts, isPacked: boolean): Promise<SearchKernels> {
  try {
    return await gpu.finish(compileKernels(gpu.device, layouts, [1, queriesPerBatch], isPacked));
  } catch (error) {
    if (isStudioError(error)) throw error;
    throw new StudioError(
      "WebgpuUnavailableError",
      `expected the GPU "${gpu.adapter.name}" to compile the search kernels; it said: ${String(error)}`,
      "Update the browser and the graphics driver. Until then searches run on WASM.",
    );
  }
}
