import type { DatasetService } from "../contracts/datasetService";
import { RecoveringWorker } from "./recoveringWorker";
import { withCallbacks } from "./withCallbacks";
import { withJob } from "./withJob";

/** Copying a whole folder may take hours; a worker that dies says so by itself. */
const answerMs = 2 ** 31 - 1;

/** The library of this browser, in a worker of its own that is started at the first question. */
export interface Library {
  /**
   * Asks the dataset worker. Rejects with an AbortError as soon as `signal` asks; the worker is then told to give up
   * the job of this number.
   *
   * @param call gets the service as its contract says it; callbacks among the arguments are heard on the page until the answer is there
   */
  ask<Result>(signal: AbortSignal, call: (service: DatasetService, jobId: number) => Promise<Result>): Promise<Result>;
  close(): void;
}

export function makeLibrary(): Library {
  const worker = new RecoveringWorker<DatasetService>({
    createWorker: () =>
      new Worker(new URL("../../workers/dataset.worker.ts", import.meta.url), { type: "module", name: "dataset" }),
    prepare: () => Promise.resolve(),
    answerMs,
  });
  return {
    ask: (signal, call) =>
      withJob(
        signal,
        (jobId) => worker.tell((service) => service.cancel(jobId)),
        (jobId) => worker.answer(signal, (service) => call(withCallbacks(service), jobId)),
      ),
    close: () => worker.end(),
  };
}
