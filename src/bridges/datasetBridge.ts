import type { DatasetService, OpenedGallery } from "../contracts/datasetService";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { startWorker } from "./startWorker";

export type { OpenedGallery } from "../contracts/datasetService";

/**
 * Opens the sample gallery, or another folder of the page's origin made like it, and checks that it was embedded by the given checkpoint.
 *
 * A worker lives for one call: galleries are opened rarely, and one that hangs or dies takes nothing with it.
 *
 * @param signal ends the worker at once
 * @param baseUrl the gallery's folder, relative to the page or absolute
 */
export async function openSample(
  signal: AbortSignal,
  baseUrl: string,
  manifest: CheckpointManifest,
): Promise<OpenedGallery> {
  signal.throwIfAborted();
  const worker = startWorker<DatasetService>(
    () => new Worker(new URL("../../workers/dataset.worker.ts", import.meta.url), { type: "module" }),
  );
  let stopWaiting: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    // The reason is the caller's own, an AbortError unless it chose another.
    stopWaiting = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stopWaiting);
  });
  try {
    const opened = worker.service.openSample(new URL(baseUrl, document.baseURI).href, manifest);
    return await Promise.race([opened, worker.death, aborted]);
  } finally {
    signal.removeEventListener("abort", stopWaiting);
    worker.terminate();
  }
}
