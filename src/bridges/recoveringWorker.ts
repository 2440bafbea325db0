import type { Remote } from "comlink";

import { isStudioError } from "../core/errors";
import { abortable } from "./abortable";
import { startWorker, type StartedWorker } from "./startWorker";
import { within } from "./within";

/** How a worker is made, and brought to where its predecessor was. */
export interface Recovery<Service> {
  createWorker(): Worker;
  /** Opens again what the predecessor held. Called before anything else is asked of a new worker. */
  prepare(service: Remote<Service>): Promise<unknown>;
  /** Longest time that an answer may take; a worker that takes longer hangs and is ended. */
  readonly answerMs: number;
}

interface RunningWorker<Service> {
  readonly worker: StartedWorker<Service>;
  /** Settles when the worker is where its predecessor was. */
  readonly ready: Promise<unknown>;
}

/** A worker that is replaced when it dies, hangs or loses its GPU; the call that was lost is then made once more. */
export class RecoveringWorker<Service> {
  readonly #recovery: Recovery<Service>;
  #current: RunningWorker<Service> | null = null;

  constructor(recovery: Recovery<Service>) {
    this.#recovery = recovery;
  }

  /** Starts the worker if none runs, so that its engine loads while the page does other things. */
  start(): void {
    this.#current ??= this.#startNext();
  }

  async answer<Result>(signal: AbortSignal, call: (service: Remote<Service>) => Promise<Result>): Promise<Result> {
    for (let isRepeated = false; ; isRepeated = true) {
      const current = (this.#current ??= this.#startNext());
      const { service, death } = current.worker;
      try {
        const answered = current.ready.then(() => call(service));
        return await abortable(signal, within(this.#recovery.answerMs, Promise.race([answered, death])));
      } catch (error) {
        if (!isLoss(error)) throw error;
        if (this.#current === current) this.end();
        if (isRepeated) throw error;
      }
    }
  }

  /** Says something that needs no answer, if a worker runs to hear it. */
  tell(call: (service: Remote<Service>) => Promise<unknown>): void {
    if (this.#current !== null) call(this.#current.worker.service).catch(() => undefined);
  }

  /** Ends the worker; the next call starts another. */
  end(): void {
    this.#current?.worker.terminate();
    this.#current = null;
  }

  #startNext(): RunningWorker<Service> {
    const worker = startWorker<Service>(() => this.#recovery.createWorker());
    const ready = this.#recovery.prepare(worker.service);
    ready.catch(() => undefined); // told by the call that waits for it
    return { worker, ready };
  }
}

/** Whether a call failed because its worker, or the GPU under it, went away. */
export function isLoss(error: unknown): boolean {
  return isStudioError(error) && (error.name === "WorkerLostError" || error.name === "DeviceLostError");
}
