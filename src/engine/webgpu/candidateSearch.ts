import type { CancelSignal } from "../../core/cancelSignal";
import { encodeQuery } from "../../core/gpu/queryCodes";
import { valueOfKey } from "../../core/gpu/sortableKey";
import type { Candidates } from "../../core/search/rescoring";
import type { BatchBuffers, CollectedRows, PackedQuery } from "./batchBuffers";
import type { WebgpuDevice } from "./device";
import type { DeviceGallery } from "./deviceGallery";
import { rowsPerGroup, type SearchKernels } from "./searchKernels";

// Work that is sent between two looks at the device: waiting less often keeps it busy, and a cancel is still soon heard.
const costBetweenWaits = 2 ** 27;

/** One kernel's work on a tile. */
interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly rowsPerGroup: number;
  /** Queries that have workgroups of their own. */
  readonly queries: number;
  /** Four-element products of a row, or about as much other work. */
  readonly costPerRow: number;
}

/**
 * Finds on the device, for a batch of queries, every row that could be in the exact top K.
 *
 * 1. `scoreRows` bounds each row's score: lower < score < upper (proof in core/gpu/queryCodes.ts), as sortable keys.
 * 2. `countDigits` and `chooseDigit`, twice, find T, the leading 22 bits of the K-th largest lower key: a radix
 *    selection, which needs no guess at the range of scores and serves any K.
 * 3. `collectCandidates` keeps each row whose upper key's leading 22 bits are at least T.
 *
 * No row of the top K is lost. Let L be the K-th largest lower bound. K rows have lower bounds of at least L, so K
 * scores lie above L, the K-th best score among them or above them. A row in the top K, or tied with its last, scores
 * at least as much, and its upper bound is more than that, hence above L. Keys order as the bounds do, and cutting them
 * to 22 bits keeps the order, so its 22 bits are at least T. Rows that find no room in the buffer are still counted;
 * then the buffer is enlarged and step 3 runs again.
 */
export class CandidateSearch {
  constructor(
    private readonly gpu: WebgpuDevice,
    private readonly gallery: DeviceGallery,
    private readonly kernels: SearchKernels,
    private readonly buffers: BatchBuffers,
  ) {}

  /**
   * @param queries at most as many as the buffers are shaped for, vectors of D finite float32
   * @param topK K, from 1 to the gallery's rows
   * @param capacity candidates to make room for at first
   * @returns for each query its candidates, or null where they outgrow the largest buffer
   * @throws StudioError DeviceLostError
   */
  async find(
    queries: readonly Float32Array[],
    topK: number,
    capacity: number,
    signal: CancelSignal,
  ): Promise<(Candidates | null)[]> {
    const { buffers } = this;
    const batch = queries.map((query) => packQuery(query, this.gallery.words));
    await buffers.reserve(capacity);
    buffers.write(batch, topK);
    await this.#select(batch.length, signal);
    let collected = await this.#collect(batch.length, signal);
    const needed = Math.max(...collected.map(({ found }) => found));
    if (needed > buffers.capacity && (await buffers.reserve(needed))) {
      buffers.forgetCandidates();
      collected = await this.#collect(batch.length, signal);
    }
    return collected.map((rows, query) => readCandidates(rows, topK, batch[query]!.codes.exponent));
  }

  /** Steps 1 and 2. */
  async #select(queries: number, signal: CancelSignal): Promise<void> {
    const { scoreRows, countDigits, chooseDigit } = this.kernels;
    const compiled = this.buffers.shape.queries;
    const pipeline = scoreRows.get(compiled);
    if (pipeline === undefined) throw new Error(`no kernel was compiled for ${compiled} queries`);
    const costPerRow = 2 * compiled * this.gallery.words;
    const score: Step = { pipeline, rowsPerGroup: rowsPerGroup.scoreRows, queries: 1, costPerRow };
    const [countFirst, countSecond] = countDigits.map((count): Step => ({
      pipeline: count,
      rowsPerGroup: rowsPerGroup.countDigits,
      queries,
      costPerRow: queries,
    }));
    await this.#visitTiles([score, countFirst!], signal);
    this.#choose(chooseDigit[0], queries);
    await this.#visitTiles([countSecond!], signal);
    this.#choose(chooseDigit[1], queries);
  }

  /** Step 3. */
  async #collect(queries: number, signal: CancelSignal): Promise<CollectedRows[]> {
    const { collectCandidates: pipeline } = this.kernels;
    const collect = { pipeline, rowsPerGroup: rowsPerGroup.collectCandidates, queries, costPerRow: queries };
    await this.#visitTiles([collect], signal);
    return this.buffers.read(queries);
  }

  /** Submits each tile on its own, so that no submission is long, and runs ahead of the device by two waits at most. */
  async #visitTiles(steps: readonly Step[], signal: CancelSignal): Promise<void> {
    const { queue } = this.gpu.device;
    const costPerRow = steps.reduce((sum, step) => sum + step.costPerRow, 0);
    let lastSent: Promise<undefined> | null = null;
    let cost = 0;
    signal.throwIfAborted();
    for (const tile of this.gallery.tiles) {
      if (cost >= costBetweenWaits) {
        if (lastSent !== null) await this.gpu.finish(lastSent);
        signal.throwIfAborted();
        lastSent = queue.onSubmittedWorkDone();
        // Nobody may wait for it after a cancel; whatever is awaited next reports a loss.
        lastSent.catch(() => undefined);
        cost = 0;
      }
      cost += tile.rows * costPerRow;
      this.#submit((pass) => {
        pass.setBindGroup(1, tile.bindGroup);
        for (const step of steps) {
          pass.setPipeline(step.pipeline);
          pass.dispatchWorkgroups(Math.ceil(tile.rows / step.rowsPerGroup), step.queries);
        }
      });
    }
  }

  #choose(pipeline: GPUComputePipeline, queries: number): void {
    this.#submit((pass) => {
      pass.setPipeline(pipeline);
      pass.dispatchWorkgroups(queries);
    });
  }

  #submit(encode: (pass: GPUComputePassEncoder) => void): void {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setBindGroup(0, this.buffers.bindGroup);
    encode(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }
}

function packQuery(query: Float32Array, words: number): PackedQuery {
  const high = new Uint32Array(words);
  const low = new Uint32Array(words);
  const codes = encodeQuery(query, new Int8Array(high.buffer), new Int8Array(low.buffer));
  return { high, low, codes };
}

function readCandidates({ found, pairs }: CollectedRows, topK: number, exponent: number): Candidates | null {
  if (found < topK) {
    throw new Error(`the GPU found ${found} candidates where ${topK} rows have at least the K-th largest lower bound`);
  }
  if (found > pairs.length / 2) return null;
  const scale = 2 ** exponent;
  const rows = new Uint32Array(found);
  const upperBounds = new Float64Array(found);
  for (let i = 0; i < found; i++) {
    rows[i] = pairs[2 * i]!;
    upperBounds[i] = valueOfKey(pairs[2 * i + 1]!) * scale;
  }
  return { rows, upperBounds };
}
