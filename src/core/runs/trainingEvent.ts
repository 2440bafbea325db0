/** Seconds since the epoch, at which an event was told. */
interface Timed {
  readonly time: number;
}

/** Numbers by name; null where there is none, as of a metric that no query could give. */
export type NamedNumbers = Readonly<Record<string, number | null>>;

/** A training begins. */
export interface StartedEvent extends Timed {
  readonly kind: "started";
  /** Id of the run. */
  readonly run: string;
  /** Name of the recipe. */
  readonly recipe: string;
  /** In words: "NVIDIA H100", "CPU, 8 threads". */
  readonly device: string;
  /** Processes that train together. */
  readonly worldSize: number;
  readonly items: number;
  readonly identities: number;
  /** Steps that the whole training will have. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** The optimizer made a step; `step` is 1 after the first. Not every step is told. */
export interface StepEvent extends Timed {
  readonly kind: "step";
  readonly step: number;
  /** Passes over the data so far; not whole within one. */
  readonly epoch: number;
  readonly learningRate: number;
  /** By name, before their weights, and `total` with them. */
  readonly losses: NamedNumbers;
  /** Before clipping; null where it was not measured. */
  readonly gradNorm: number | null;
  readonly imagesPerSecond: number;
  /** The most that was in use since the last event: of the GPU, or of the process on a CPU; null where not known. */
  readonly memoryBytes: number | null;
}

/** What a probe query found. */
export interface ProbeHit {
  /** The item's path in the run's item table. */
  readonly path: string;
  readonly score: number;
  /** Whether it shows the query's identity. */
  readonly isRelevant: boolean;
}

/** The network was measured on held-out items. */
export interface ValidationEvent extends Timed {
  readonly kind: "validation";
  readonly step: number;
  readonly metrics: NamedNumbers;
  /** The same queries at each validation; `query` is an item's path, `ranking` its best hits, best first. */
  readonly probes: readonly { readonly query: string; readonly ranking: readonly ProbeHit[] }[];
}

/** A checkpoint is complete on the disk. */
export interface CheckpointEvent extends Timed {
  readonly kind: "checkpoint";
  readonly step: number;
  /** The checkpoint's folder, relative to the run's, with "/". */
  readonly path: string;
  readonly metrics: NamedNumbers;
}

/** Something that a user should know and that does not end the training. */
export interface WarningEvent extends Timed {
  readonly kind: "warning";
  readonly message: string;
  readonly hint: string;
}

/** What the trainer does where no step tells that it lives: decoding pictures, validating, exporting. */
export interface HeartbeatEvent extends Timed {
  readonly kind: "heartbeat";
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
}

/** The training goes on from a checkpoint: what was told of later steps before this is void. */
export interface ResumedEvent extends Timed {
  readonly kind: "resumed";
  readonly step: number;
}

/** The training was asked to stop, saved and did. It can be resumed. */
export interface StoppedEvent extends Timed {
  readonly kind: "stopped";
  readonly step: number;
}

/** The training is over. */
export interface FinishedEvent extends Timed {
  readonly kind: "finished";
  /** Of training, all parts of a resumed one together. */
  readonly seconds: number;
  /** The best checkpoint, and the metric that says so; null where nothing was measured. */
  readonly best: {
    readonly step: number;
    readonly path: string;
    readonly metric: string;
    readonly value: number;
  } | null;
}

/** The training could not go on. */
export interface FailedEvent extends Timed {
  readonly kind: "failed";
  readonly name: string;
  readonly message: string;
  readonly hint: string;
}

/** One line of a run's `curves.jsonl`: the trainer and the browser write the same. */
export type TrainingEvent =
  | StartedEvent
  | StepEvent
  | ValidationEvent
  | CheckpointEvent
  | WarningEvent
  | HeartbeatEvent
  | ResumedEvent
  | StoppedEvent
  | FinishedEvent
  | FailedEvent;
