import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { unpackTexts } from "../core/dataset/packedTexts";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { Library } from "./datasetBridge";
import { readPictures } from "./datasetPictures";
import type { EmbedPool } from "./embedPool";
import type { PauseGate } from "./pauseGate";
import { ProgressMeter, type TaskProgress } from "./progressMeter";

const factsKeptAtOnce = 256;

/** What a look at a data set's pictures is made of. */
export interface ExaminingJob {
  readonly library: Library;
  readonly pool: Pick<EmbedPool, "batch" | "examine">;
  readonly dataset: DatasetId;
  readonly gate: PauseGate;
  readonly onProgress: (progress: TaskProgress) => void;
}

/** Looks at all pictures that nobody has looked at yet, for the health checks, without embedding them. */
export async function examineDataset(signal: AbortSignal, job: ExaminingJob): Promise<TaskProgress> {
  const { library, pool, dataset, gate } = job;
  const items = unpackTexts(await library.ask(signal, (service) => service.unexamined(dataset))) as ItemId[];
  let last: TaskProgress = { done: 0, failed: 0, total: items.length, picturesPerSecond: 0, secondsLeft: null };
  const meter = new ProgressMeter(last, (progress) => job.onProgress((last = progress)));
  let waiting: PictureFacts[] = [];
  let keeping: Promise<void> = Promise.resolve();
  const keep = (): void => {
    const facts = waiting;
    waiting = [];
    if (facts.length === 0) return;
    const { signal: always } = new AbortController(); // what was seen is kept also when the task was cancelled
    keeping = keeping.then(() => library.ask(always, (service) => service.keepFacts(dataset, facts)));
    keeping.catch(() => undefined); // told at the end
  };
  const add = (_position: number, facts: PictureFacts): void => {
    waiting.push(facts);
    meter.count(facts.fault !== "");
    if (waiting.length >= factsKeptAtOnce) keep();
  };
  meter.report();
  try {
    const wait = async () => {
      await Promise.all([gate.pass(signal), keeping]);
    };
    const batches = readPictures(signal, library, { dataset, items, batch: pool.batch, wait, onUnreadable: add });
    await pool.examine(signal, batches, add);
  } finally {
    keep();
    await keeping;
  }
  meter.report();
  return last;
}
