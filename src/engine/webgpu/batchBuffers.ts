import type { QueryCodes } from "../../core/gpu/queryCodes";
import type { WebgpuDevice } from "./device";
import { binsPerDigit, type SearchLayouts } from "./searchKernels";

const wordBytes = Uint32Array.BYTES_PER_ELEMENT;
const pairBytes = 2 * wordBytes;
// Words of the structs in bindings.wgsl.
const boundsLength = 5;
const selectionLength = 3;
const digits = 2;

/** A query's codes as the kernels read them. */
export interface PackedQuery {
  /** [words] four codes each. */
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly codes: QueryCodes;
}

export interface BatchShape {
  /** Queries of a batch, as the kernels were compiled. */
  readonly queries: number;
  /** Code words of a row. */
  readonly words: number;
  /** The largest buffer of candidates. */
  readonly maxBufferBytes: number;
}

/** Rows found for one query: pairs of row and upper key. `found` may exceed what `pairs` had room for. */
export interface CollectedRows {
  readonly found: number;
  readonly pairs: Uint32Array;
}

/** The device's buffers for one batch of queries: what goes in, how far the selection is, and the rows it collects. */
export class BatchBuffers {
  readonly #queryWords: GPUBuffer;
  readonly #queryBounds: GPUBuffer;
  readonly #histogram: GPUBuffer;
  readonly #selections: GPUBuffer;
  #candidates: GPUBuffer | null = null;
  #staging: GPUBuffer | null = null;
  #bindGroup: GPUBindGroup | null = null;
  #capacity = 0;

  constructor(
    private readonly gpu: WebgpuDevice,
    private readonly layouts: SearchLayouts,
    readonly shape: BatchShape,
  ) {
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const create = (words: number, usage = 0) =>
      gpu.device.createBuffer({ size: words * wordBytes, usage: STORAGE | COPY_DST | usage });
    this.#queryWords = create(2 * shape.words * shape.queries);
    this.#queryBounds = create(boundsLength * shape.queries);
    this.#histogram = create(digits * shape.queries * binsPerDigit);
    this.#selections = create(selectionLength * shape.queries, COPY_SRC);
  }

  /** Candidates that each query has room for. */
  get capacity(): number {
    return this.#capacity;
  }

  /** All buffers of the batch, bound; `reserve` room for candidates first. */
  get bindGroup(): GPUBindGroup {
    if (this.#bindGroup === null) throw new Error("reserve room for candidates before binding a batch");
    return this.#bindGroup;
  }

  /**
   * Makes room for `wanted` candidates a query, or as many as one buffer may hold.
   *
   * @returns whether there is more room than before
   */
  async reserve(wanted: number): Promise<boolean> {
    const { queries, maxBufferBytes } = this.shape;
    const capacity = Math.min(wanted, Math.floor(maxBufferBytes / (queries * pairBytes)));
    if (capacity <= this.#capacity) return false;
    const candidateBytes = capacity * queries * pairBytes;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const { device } = this.gpu;
    const stagingBytes = candidateBytes + this.#selections.size;
    const made = await this.gpu.allocate(candidateBytes + stagingBytes, () => ({
      candidates: device.createBuffer({ size: candidateBytes, usage: STORAGE | COPY_SRC }),
      staging: device.createBuffer({ size: stagingBytes, usage: COPY_DST | MAP_READ }),
    }));
    this.#candidates?.destroy();
    this.#staging?.destroy();
    this.#candidates = made.candidates;
    this.#staging = made.staging;
    this.#capacity = capacity;
    const buffers = [this.#queryWords, this.#queryBounds, this.#histogram, this.#selections, made.candidates];
    this.#bindGroup = device.createBindGroup({
      layout: this.layouts.batch,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return true;
  }

  /** Sends at most `shape.queries` queries and starts their selection anew. Unused places hold zero vectors. */
  write(batch: readonly PackedQuery[], topK: number): void {
    const { queries, words } = this.shape;
    const planes = new Uint32Array(2 * words * queries);
    const bounds = new Float32Array(boundsLength * queries);
    batch.forEach(({ high, low, codes }, query) => {
      for (let word = 0; word < words; word++) {
        planes[2 * (word * queries + query)] = high[word]!;
        planes[2 * (word * queries + query) + 1] = low[word]!;
      }
      const { highScale, lowScale, residualFactor, codedFactor, slack } = codes;
      bounds.set([highScale, lowScale, residualFactor, codedFactor, slack], query * boundsLength);
    });
    const { queue } = this.gpu.device;
    queue.writeBuffer(this.#queryWords, 0, planes);
    queue.writeBuffer(this.#queryBounds, 0, bounds);
    queue.writeBuffer(this.#histogram, 0, new Uint32Array(digits * queries * binsPerDigit));
    queue.writeBuffer(this.#selections, 0, Uint32Array.from(batch.flatMap(() => [0, topK, 0])));
  }

  /** Forgets the collected rows, not the selection. */
  forgetCandidates(): void {
    for (let query = 0; query < this.shape.queries; query++) {
      const place = (query * selectionLength + selectionLength - 1) * wordBytes;
      this.gpu.device.queue.writeBuffer(this.#selections, place, new Uint32Array(1));
    }
  }

  /** Reads what was collected for the first `count` queries. */
  async read(count: number): Promise<CollectedRows[]> {
    const staging = this.#staging;
    const candidates = this.#candidates;
    if (staging === null || candidates === null) throw new Error("reserve room for candidates before reading them");
    const { device } = this.gpu;
    const selectionBytes = this.#selections.size;
    const candidateBytes = count * this.#capacity * pairBytes;
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.#selections, 0, staging, 0, selectionBytes);
    encoder.copyBufferToBuffer(candidates, 0, staging, selectionBytes, candidateBytes);
    device.queue.submit([encoder.finish()]);
    await this.gpu.finish(staging.mapAsync(GPUMapMode.READ, 0, selectionBytes + candidateBytes));
    const mapped = new Uint32Array(staging.getMappedRange(0, selectionBytes + candidateBytes));
    const collected = Array.from({ length: count }, (_, query) => {
      const found = mapped[query * selectionLength + selectionLength - 1]!;
      const start = selectionBytes / wordBytes + query * this.#capacity * 2;
      return { found, pairs: mapped.slice(start, start + 2 * Math.min(found, this.#capacity)) };
    });
    staging.unmap();
    return collected;
  }
}
