import type { EmbeddedBlock } from "../contracts/datasetService";
import type { DatasetId, EmbeddingFailure, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { unpackTexts } from "../core/dataset/packedTexts";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import { BlockOrder } from "../core/embedding/blockOrder";
import type { Library } from "./datasetBridge";
import { readPictures } from "./datasetPictures";
import type { EmbedPool } from "./embedPool";
import type { PauseGate } from "./pauseGate";
import { ProgressMeter, type TaskProgress } from "./progressMeter";

/** Items that may be given to workers before they are written: what a tab that closes can lose at most. */
const mostUnwritten = 256;
/** Items of a block: while one is written the next is filled. */
const blockItems = mostUnwritten / 2;

/** How far an embedding is. */
export interface EmbeddingProgress extends TaskProgress {
  /** "WASM SIMD". */
  readonly backend: string;
  /** Pictures in one run of the network. */
  readonly batch: number;
}

/** What an embedding is made of. */
export interface EmbeddingJob {
  readonly library: Library;
  readonly pool: Pick<EmbedPool, "opened" | "batch" | "embed">;
  readonly dataset: DatasetId;
  readonly checkpoint: TableCheckpoint;
  readonly gate: PauseGate;
  readonly onProgress: (progress: EmbeddingProgress) => void;
}

interface Outcome {
  readonly vector: Float32Array<ArrayBuffer> | null;
  readonly facts: PictureFacts;
  readonly backend: string;
}

/**
 * Embeds all items of a data set that have neither vector nor failure. Pictures are embedded in any order and written in the
 * item table's order, block by block, so that however often this is interrupted the same table comes out. What stands
 * together is also written when the task is paused or ended.
 *
 * A dataset worker that dies is replaced by the bridge, and the block that was on its way is sent again.
 *
 * @throws LockedElsewhereError, StorageFullError, FolderReadError …; whole blocks that were written stay
 */
export async function embedDataset(signal: AbortSignal, job: EmbeddingJob): Promise<TableRecord> {
  const { library, dataset, checkpoint } = job;
  try {
    const { pending, record } = await library.ask(signal, (service) => service.openTableWriter(dataset, checkpoint));
    return await new EmbeddingRun(job, unpackTexts(pending) as ItemId[], record).run(signal);
  } finally {
    // A signal of its own: the writer must be closed also when the task was cancelled.
    const { signal: always } = new AbortController();
    await library.ask(always, (service) => service.closeTableWriter(dataset, checkpoint));
  }
}

class EmbeddingRun {
  readonly #order = new BlockOrder<Outcome>();
  readonly #meter: ProgressMeter;
  readonly #failed = new AbortController();
  #record: TableRecord;
  #writing: Promise<void> | null = null;
  /** Positions before this one are in the table. */
  #written = 0;
  /** Positions before this one have been given to a worker. */
  #handedOut = 0;
  #wake: () => void = () => undefined;

  constructor(
    private readonly job: EmbeddingJob,
    private readonly items: readonly ItemId[],
    record: TableRecord,
  ) {
    this.#record = record;
    const { embedded: done, failed } = record;
    const { pool, onProgress } = job;
    const by = { backend: pool.opened?.backend.name ?? "", batch: pool.batch };
    this.#meter = new ProgressMeter({ done, failed, total: done + failed + items.length }, (progress) =>
      onProgress({ ...progress, ...by }),
    );
  }

  async run(signal: AbortSignal): Promise<TableRecord> {
    const { pool, library, dataset, gate } = this.job;
    const either = AbortSignal.any([signal, this.#failed.signal]);
    gate.whenPaused(() => this.#write());
    this.#meter.report();
    try {
      const batches = readPictures(either, library, {
        ...{ dataset, items: this.items, batch: pool.batch },
        wait: (position) => this.#wait(either, position),
        onUnreadable: (position, facts) => this.#add(position, { vector: null, facts, backend: "" }),
      });
      await pool.embed(either, batches, (position, { vector, facts, backend }) =>
        this.#add(position, { vector, facts, backend }),
      );
    } catch (error) {
      if (!this.#failed.signal.aborted) await this.#finish().catch(() => undefined); // the first failure is told
      throw this.#failed.signal.aborted ? this.#failed.signal.reason : error;
    }
    await this.#finish();
    this.#meter.report();
    return this.#record;
  }

  /** Holds the next batch back while the task is paused, or too far ahead of what is written. */
  async #wait(signal: AbortSignal, position: number): Promise<void> {
    for (;;) {
      const wasPaused = this.job.gate.isPaused;
      await this.job.gate.pass(signal);
      if (wasPaused) this.#meter.restart();
      if (position + this.job.pool.batch <= this.#written + mostUnwritten) break;
      await new Promise<void>((resume) => (this.#wake = resume));
      signal.throwIfAborted();
    }
    this.#handedOut = Math.min(this.items.length, position + this.job.pool.batch);
  }

  #add(position: number, outcome: Outcome): void {
    this.#order.add(position, outcome);
    this.#meter.count(outcome.vector === null);
    this.#write();
  }

  /** Starts writing if there is a block to write and none on its way. */
  #write(): void {
    if (this.#writing !== null || this.#failed.signal.aborted || this.#nextSize() === 0) return;
    this.#writing = this.#writeBlocks().then(
      () => (this.#writing = null),
      (error: unknown) => {
        this.#writing = null;
        this.#failed.abort(error);
        this.#wake();
      },
    ) as Promise<void>;
  }

  async #writeBlocks(): Promise<void> {
    for (let size = this.#nextSize(); size > 0; size = this.#nextSize()) {
      await this.#writeBlock(this.#order.take(size));
      this.#wake();
    }
  }

  /** A paused task writes also less than a block, once nothing is on its way to join it. */
  #nextSize(): number {
    const { ready, taken } = this.#order;
    if (ready >= blockItems) return blockItems;
    return this.job.gate.isPaused && taken + ready >= this.#handedOut ? ready : 0;
  }

  /** Writes all that stands together. */
  async #finish(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    this.#failed.signal.throwIfAborted();
    while (this.#order.ready > 0) await this.#writeBlock(this.#order.take(blockItems));
  }

  async #writeBlock(outcomes: readonly Outcome[]): Promise<void> {
    const { library, dataset, checkpoint, pool } = this.job;
    const { signal } = new AbortController(); // a cancelled task still writes what it has
    const by = { backend: pool.opened?.backend.name ?? "", batch: pool.batch };
    const block = blockOf(outcomes, by, checkpoint.dimension);
    await library.ask(signal, (service) =>
      service.keepFacts(
        dataset,
        outcomes.map(({ facts }) => facts),
      ),
    );
    this.#record = await library.ask(signal, (service) => service.appendBlock(dataset, checkpoint, block));
    this.#written += outcomes.length;
  }
}

/** @param by what the pool began with; a successor of a lost worker may run on something else, and says so */
function blockOf(
  outcomes: readonly Outcome[],
  by: Pick<EmbeddedBlock, "backend" | "batch">,
  dimension: number,
): EmbeddedBlock {
  const sound = outcomes.flatMap(({ vector, facts }) => (vector === null ? [] : [{ vector, facts }]));
  const vectors = new Float32Array(sound.length * dimension);
  sound.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
  const failures: EmbeddingFailure[] = outcomes.flatMap(({ vector, facts }) =>
    vector === null ? [{ itemId: facts.itemId, message: facts.fault }] : [],
  );
  const backends = new Set(outcomes.map(({ backend }) => backend).filter((backend) => backend !== ""));
  return {
    itemIds: sound.map(({ facts }) => facts.itemId),
    vectors,
    stamps: Float64Array.from(sound.flatMap(({ facts }) => [facts.bytes, facts.modified])),
    failures,
    backend: backends.size === 0 ? by.backend : [...backends].join(" + "),
    batch: by.batch,
  };
}
