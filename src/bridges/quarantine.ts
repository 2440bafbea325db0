import type { ItemPicture } from "../contracts/embedService";
import { EmbedWorker } from "./embedWorker";
import { isLoss } from "./recoveringWorker";

/** So many pictures in a row kill no worker by themselves: something else is wrong, and the task must end. */
const mostBlamedInRow = 5;

/**
 * A worker of its own for pictures whose workers died: one picture at a time, so that a death tells which one did it, and
 * those that only shared a worker with it are done all the same. Started when it is needed.
 */
export class Quarantine {
  #worker: Promise<EmbedWorker> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #blamedInRow = 0;

  /** @param prepare opens the checkpoint in the new worker */
  constructor(private readonly prepare: (worker: EmbedWorker, signal: AbortSignal) => Promise<unknown>) {}

  /**
   * Tries pictures one after another; waits until those of other calls are done.
   *
   * @param blame what becomes of a picture that ends its worker, and the successor as well
   */
  tryEach<Result>(
    signal: AbortSignal,
    pictures: readonly ItemPicture[],
    call: (worker: EmbedWorker, picture: ItemPicture) => Promise<readonly Result[]>,
    blame: (picture: ItemPicture, reason: string) => Result,
  ): Promise<Result[]> {
    const tried = this.#last.then(async () => {
      const results: Result[] = [];
      for (const picture of pictures) {
        signal.throwIfAborted();
        const worker = await (this.#worker ??= this.#start(signal));
        results.push(
          ...(await this.#tryOne(
            () => call(worker, picture),
            (reason) => blame(picture, reason),
          )),
        );
      }
      return results;
    });
    this.#last = tried.catch(() => undefined);
    return tried;
  }

  close(): void {
    void this.#worker?.then(
      (worker) => worker.end(),
      () => undefined,
    );
    this.#worker = null;
  }

  async #tryOne<Result>(
    call: () => Promise<readonly Result[]>,
    blame: (reason: string) => Result,
  ): Promise<readonly Result[]> {
    try {
      const results = await call();
      this.#blamedInRow = 0;
      return results;
    } catch (error) {
      if (!isLoss(error) || ++this.#blamedInRow >= mostBlamedInRow) throw error;
      return [blame(error instanceof Error ? error.message : String(error))];
    }
  }

  async #start(signal: AbortSignal): Promise<EmbedWorker> {
    const worker = new EmbedWorker();
    try {
      await this.prepare(worker, signal);
      return worker;
    } catch (error) {
      worker.end();
      this.#worker = null;
      throw error;
    }
  }
}
