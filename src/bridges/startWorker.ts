import * as Comlink from "comlink";

import { StudioError } from "../core/errors";

/** A worker and the service that it offers. A worker is the unit of recovery: when it dies, start another. */
export interface StartedWorker<Service> {
  readonly service: Comlink.Remote<Service>;
  /** Rejects when the worker dies; never resolves. Race every call with it, since a dead worker answers nothing. */
  readonly death: Promise<never>;
  terminate(): void;
}

/**
 * Wraps a new worker.
 *
 * @param createWorker must hold the literal `new Worker(new URL(..., import.meta.url), { type: "module" })`, which the bundler looks for
 */
export function startWorker<Service>(createWorker: () => Worker): StartedWorker<Service> {
  const worker = createWorker();
  const service = Comlink.wrap<Service>(worker);
  const death = new Promise<never>((_resolve, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault(); // told by what rejects; not once more as a fault of the page
      reject(
        new StudioError(
          "WorkerLostError",
          `a background worker stopped: ${event.message || "no reason given"}`,
          "It is started again with the next action; if it stops again, reload the page.",
        ),
      );
    });
  });
  // Nobody may be waiting when it dies; the next call's race reports it.
  death.catch(() => undefined);
  return {
    service,
    death,
    terminate: () => {
      service[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
