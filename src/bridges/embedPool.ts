import type { CheckpointSource, EmbeddedPicture } from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import { drawSvg } from "./drawSvg";
import { EmbedWorker } from "./embedWorker";

export interface PictureFile {
  readonly name: string;
  readonly picture: Blob;
}

export interface OpenCheckpoint {
  readonly source: CheckpointSource;
  readonly backend: BackendChoice;
}

/** More workers than this gain nothing: memory bandwidth ends it. */
const mostWorkers = 8;

/** While one file is embedded the next is on its way, so that no worker waits for the page. */
const filesInFlight = 2;

/**
 * Embeds pictures in one worker a core, each with one thread: whole pictures divide better than the network's layers do.
 * The workers end with the last picture.
 */
export async function embedInPool(
  signal: AbortSignal,
  checkpoint: OpenCheckpoint,
  files: Iterable<PictureFile>,
  onEmbedded: (position: number, embedded: EmbeddedPicture) => void,
): Promise<void> {
  const fault = new AbortController();
  const either = AbortSignal.any([signal, fault.signal]);
  const count = Math.min(mostWorkers, navigator.hardwareConcurrency);
  const workers = Array.from({ length: count }, () => new EmbedWorker());
  const queue = numbered(files); // shared: each worker takes the next file when it is free
  const takeFiles = async (worker: EmbedWorker): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const [position, { name, picture }] = next.value;
      onEmbedded(position, await worker.embedFile(either, await drawSvg(picture, name)));
    }
  };
  try {
    await Promise.all(
      workers.map(async (worker) => {
        await worker.openCheckpoint(either, checkpoint.source, checkpoint.backend, 1);
        await Promise.all(Array.from({ length: filesInFlight }, () => takeFiles(worker)));
      }),
    );
  } finally {
    fault.abort();
    for (const worker of workers) worker.end();
  }
}

function* numbered<Value>(values: Iterable<Value>): Generator<readonly [number, Value], undefined> {
  let position = 0;
  for (const value of values) yield [position++, value];
  return undefined;
}
