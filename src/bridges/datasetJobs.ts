import type { CheckpointSource } from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { DatasetId, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { Library } from "./datasetBridge";
import { absoluteSource } from "./embedBridge";
import { embedDataset, type EmbeddingProgress } from "./embeddingJob";
import { EmbedPool } from "./embedPool";
import { examineDataset } from "./examiningJob";
import type { PauseGate } from "./pauseGate";
import type { TaskProgress } from "./progressMeter";
import { stayAwake } from "./stayAwake";

/** What is to be embedded, and by what. */
export interface EmbeddingRequest {
  readonly dataset: DatasetId;
  readonly checkpoint: TableCheckpoint;
  readonly source: CheckpointSource;
  readonly backend: BackendChoice;
}

/** What a task over many pictures is driven by. */
export interface TaskControl<Progress> {
  readonly gate: PauseGate;
  /** Called at most ten times a second, and at the end. */
  readonly onProgress: (progress: Progress) => void;
}

/** Tasks over all pictures of a data set, in workers of their own that end with the task. */
export interface DatasetJobs {
  /** Embeds what has no vector yet. Cancelled, it keeps what was embedded. @throws as `embedDataset` */
  embed(signal: AbortSignal, request: EmbeddingRequest, control: TaskControl<EmbeddingProgress>): Promise<TableRecord>;
  /** Looks at pictures that nobody has looked at yet. */
  examine(signal: AbortSignal, dataset: DatasetId, control: TaskControl<TaskProgress>): Promise<TaskProgress>;
}

export function makeDatasetJobs(library: Library): DatasetJobs {
  return {
    embed: (signal, { dataset, checkpoint, source, backend }, control) =>
      awake(async () => {
        const pool = await EmbedPool.open(signal, { source: absoluteSource(source), backend });
        return closing(pool, embedDataset(signal, { library, pool, dataset, checkpoint, ...control }));
      }),
    examine: (signal, dataset, control) =>
      awake(() => {
        const pool = EmbedPool.openForLooking();
        return closing(pool, examineDataset(signal, { library, pool, dataset, ...control }));
      }),
  };
}

async function awake<Result>(task: () => Promise<Result>): Promise<Result> {
  const rest = stayAwake();
  try {
    return await task();
  } finally {
    rest();
  }
}

async function closing<Result>(pool: EmbedPool, task: Promise<Result>): Promise<Result> {
  try {
    return await task;
  } finally {
    pool.close();
  }
}
