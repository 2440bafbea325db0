import type {
  CheckpointSource,
  EmbeddedItem,
  EmbeddedItems,
  ItemPicture,
  OpenedCheckpoint,
} from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import { abortable } from "./abortable";
import { EmbedWorker } from "./embedWorker";
import { Quarantine } from "./quarantine";
import { isLoss } from "./recoveringWorker";

export interface OpenCheckpoint {
  readonly source: CheckpointSource;
  readonly backend: BackendChoice;
}

/** A picture and its place in the task. */
export interface PlacedPicture {
  readonly position: number;
  readonly picture: ItemPicture;
}

/** Pictures that go through the network together; each batch is taken by the next worker that is free. */
export type PictureBatches = AsyncIterator<readonly PlacedPicture[], undefined>;

/** What became of a picture, by which backend, and how long its batch took. */
export type PooledItem = EmbeddedItem & Pick<EmbeddedItems, "backend" | "times">;

type PoolCall<Result> = (
  worker: EmbedWorker,
  signal: AbortSignal,
  pictures: readonly ItemPicture[],
) => Promise<readonly Result[]>;

interface PoolRun<Result> {
  readonly signal: AbortSignal;
  readonly batches: PictureBatches;
  readonly call: PoolCall<Result>;
  /** What becomes of a picture that no worker survives. */
  readonly blame: (picture: ItemPicture, reason: string) => Result;
  readonly onDone: (position: number, result: Result) => void;
}

/** More workers than this gain nothing: memory bandwidth ends it. */
const mostWorkers = 8;
/** Workers that share a GPU: enough to decode while others compute. */
const mostGpuWorkers = 4;
/** While one batch is embedded the next is on its way, so that no worker waits for the page. */
const batchesInFlight = 2;

/**
 * Workers that embed pictures, one a core with one thread each: whole pictures divide better than the network's layers do.
 * They stay warm until the pool is closed. A worker that dies, hangs or loses its GPU is replaced; a picture that kills
 * every worker is told by its fault.
 */
export class EmbedPool {
  readonly #quarantine: Quarantine;

  private constructor(
    private readonly workers: readonly EmbedWorker[],
    /** What the first worker opened; null in a pool that only looks at pictures. */
    readonly opened: OpenedCheckpoint | null,
    /** Pictures that should go into one batch. */
    readonly batch: number,
    prepare: (worker: EmbedWorker, signal: AbortSignal) => Promise<unknown>,
  ) {
    this.#quarantine = new Quarantine(prepare);
  }

  /** Starts the workers and opens a checkpoint in all of them. */
  static async open(signal: AbortSignal, { source, backend }: OpenCheckpoint): Promise<EmbedPool> {
    const prepare = (worker: EmbedWorker, either: AbortSignal) => worker.openCheckpoint(either, source, backend, 1);
    const first = new EmbedWorker();
    const workers = [first];
    try {
      const opened = await prepare(first, signal);
      const batch = await first.measureBatch(signal);
      const most = opened.backend.kind === "webgpu" ? mostGpuWorkers : mostWorkers;
      while (workers.length < Math.min(most, navigator.hardwareConcurrency)) workers.push(new EmbedWorker());
      await Promise.all(workers.slice(1).map((worker) => prepare(worker, signal)));
      return new EmbedPool(workers, opened, batch, prepare);
    } catch (error) {
      for (const worker of workers) worker.end();
      throw error;
    }
  }

  /** Starts workers that need no network. */
  static openForLooking(): EmbedPool {
    const count = Math.min(mostWorkers, navigator.hardwareConcurrency);
    const workers = Array.from({ length: count }, () => new EmbedWorker());
    return new EmbedPool(workers, null, 4, () => Promise.resolve());
  }

  get size(): number {
    return this.workers.length;
  }

  /**
   * Embeds all batches, each as soon as a worker is free.
   *
   * @param onEmbedded is told each picture in the order in which they are done; its `facts.fault` says why one has no vector
   */
  async embed(
    signal: AbortSignal,
    batches: PictureBatches,
    onEmbedded: (position: number, embedded: PooledItem) => void,
  ): Promise<void> {
    const call: PoolCall<PooledItem> = async (worker, either, pictures) => {
      const { items, backend, times } = await worker.embedItems(either, pictures);
      return items.map((item) => ({ ...item, backend, times }));
    };
    const blame = (picture: ItemPicture, reason: string): PooledItem => ({
      vector: null,
      facts: blamedFacts(picture, reason),
      backend: this.opened?.backend.name ?? "",
      times: { decodeMs: 0, preprocessMs: 0, embedMs: 0 },
    });
    await this.#run({ signal, batches, call, blame, onDone: onEmbedded });
  }

  /** Looks at all pictures without embedding them. */
  async examine(
    signal: AbortSignal,
    batches: PictureBatches,
    onExamined: (position: number, facts: PictureFacts) => void,
  ): Promise<void> {
    const call: PoolCall<PictureFacts> = (worker, either, pictures) => worker.examineItems(either, pictures);
    await this.#run({ signal, batches, call, blame: blamedFacts, onDone: onExamined });
  }

  close(): void {
    for (const worker of this.workers) worker.end();
    this.#quarantine.close();
  }

  async #run<Result>({ signal, batches, call, blame, onDone }: PoolRun<Result>): Promise<void> {
    const fault = new AbortController();
    const either = AbortSignal.any([signal, fault.signal]);
    const callSafely = async (worker: EmbedWorker, pictures: readonly ItemPicture[]): Promise<readonly Result[]> => {
      try {
        return await call(worker, either, pictures);
      } catch (error) {
        // The worker's successor was lost as well. Whichever picture did it, each is tried by itself, away from all others.
        if (!isLoss(error)) throw error;
        return this.#quarantine.tryEach(either, pictures, (alone, picture) => call(alone, either, [picture]), blame);
      }
    };
    const takeBatches = async (worker: EmbedWorker): Promise<void> => {
      const takeNext = () => abortable(either, batches.next()); // whoever pauses the batches must not hold up a failure
      for (let next = await takeNext(); next.done !== true; next = await takeNext()) {
        const batch = next.value;
        const results = await callSafely(
          worker,
          batch.map(({ picture }) => picture),
        );
        either.throwIfAborted();
        results.forEach((result, i) => onDone(batch[i]?.position ?? -1, result));
      }
    };
    const lanes = this.workers.flatMap((worker) => Array.from({ length: batchesInFlight }, () => takeBatches(worker)));
    try {
      await Promise.all(lanes);
    } finally {
      fault.abort();
      await Promise.allSettled(lanes);
    }
  }
}

function blamedFacts({ itemId, stamp }: ItemPicture, reason: string): PictureFacts {
  const unseen = { sha256: "", width: 0, height: 0, color: "gray", ink: 0, isBlank: false } as const;
  return { itemId, ...stamp, ...unseen, fault: `the worker that read it stopped each time: ${reason}` };
}
