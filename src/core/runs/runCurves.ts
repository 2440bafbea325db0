import { CurveTable, type Moment } from "./curveTable";
import type { StartedEvent, StepEvent, TrainingEvent, ValidationEvent } from "./trainingEvent";

/** Something that was said during a run: a warning, a failure, a stop. */
export interface RunNote {
  readonly time: number;
  readonly kind: "warning" | "failed" | "resumed" | "stopped";
  readonly step: number;
  readonly message: string;
  readonly hint: string;
}

/** What the probe queries found at a validation. */
export interface ProbeMoment {
  readonly step: number;
  readonly probes: ValidationEvent["probes"];
}

/** Names of the curves that are not losses; a loss or a metric has its own name behind its kind. */
export const curveNames = {
  learningRate: "learning rate",
  gradNorm: "gradient norm",
  imagesPerSecond: "images per second",
  memory: "memory (GB)",
} as const;

/**
 * All that a run told, in the form in which it is shown. Grows event by event.
 *
 * What was told of steps after the one that a run was resumed from is dropped, so that no curve runs backwards.
 */
export class RunCurves {
  /** Of each told step: `loss/NAME` and `curveNames`. */
  readonly steps = new CurveTable();
  /** Of each validation: `metric/NAME`. */
  readonly validations = new CurveTable();
  readonly #lossNames = new Map<string, string>();
  #started: StartedEvent | null = null;
  #probes: ProbeMoment[] = [];
  #notes: RunNote[] = [];
  /** The time from which the training went on without a pause, and the seconds of training before it. */
  #part: { readonly since: number; readonly before: number } | null = null;

  /** What the run was when it began; null until it told. */
  get started(): StartedEvent | null {
    return this.#started;
  }

  /** Ascending steps; validations without probes are left out. */
  get probes(): readonly ProbeMoment[] {
    return this.#probes;
  }

  get notes(): readonly RunNote[] {
    return this.#notes;
  }

  /** Takes events in, in the order in which they were told. */
  add(events: readonly TrainingEvent[]): void {
    for (const event of events) this.#take(event);
  }

  #take(event: TrainingEvent): void {
    switch (event.kind) {
      case "started":
        this.#begin(event);
        return;
      case "step":
        this.#takeStep(event);
        return;
      case "validation":
        this.#takeValidation(event);
        return;
      case "resumed":
        this.#resume(event.step, event.time);
        return;
      case "stopped":
        this.#note({ ...event, message: `stopped after step ${event.step}`, hint: "" });
        return;
      case "warning":
      case "failed":
        this.#note({ ...event, step: this.steps.last?.step ?? 0 });
        return;
      default:
        return;
    }
  }

  #begin(event: StartedEvent): void {
    this.#started = event;
    this.#part ??= { since: event.time, before: 0 };
  }

  #takeStep(event: StepEvent): void {
    const { losses, learningRate, gradNorm, imagesPerSecond, memoryBytes } = event;
    this.steps.begin(this.#momentOf(event.step, event.epoch, event.time));
    for (const name of Object.keys(losses)) this.steps.set(this.#lossName(name), losses[name] ?? null);
    this.steps.set(curveNames.learningRate, learningRate);
    this.steps.set(curveNames.gradNorm, gradNorm);
    this.steps.set(curveNames.imagesPerSecond, imagesPerSecond);
    this.steps.set(curveNames.memory, memoryBytes === null ? null : memoryBytes / 1e9);
  }

  /** A text is joined once for each loss, not for each of a hundred thousand steps. */
  #lossName(name: string): string {
    let joined = this.#lossNames.get(name);
    if (joined === undefined) this.#lossNames.set(name, (joined = `loss/${name}`));
    return joined;
  }

  #takeValidation({ step, time, metrics, probes }: ValidationEvent): void {
    const perEpoch = this.#started?.stepsPerEpoch ?? 0;
    const epoch = perEpoch > 0 ? step / perEpoch : (this.steps.last?.epoch ?? 0);
    this.validations.begin(this.#momentOf(step, epoch, time));
    for (const [name, value] of Object.entries(metrics)) this.validations.set(`metric/${name}`, value);
    this.#probes = this.#probes.filter((moment) => moment.step < step);
    if (probes.length > 0) this.#probes.push({ step, probes });
  }

  #resume(step: number, time: number): void {
    this.steps.cutAfter(step);
    this.validations.cutAfter(step);
    this.#probes = this.#probes.filter((moment) => moment.step <= step);
    this.#notes = this.#notes.filter((note) => note.kind !== "warning" || note.step <= step);
    this.#part = { since: time, before: Math.max(this.steps.last?.elapsed ?? 0, this.validations.last?.elapsed ?? 0) };
    this.#note({ kind: "resumed", step, time, message: `resumed from step ${step}`, hint: "" });
  }

  #note({ kind, step, time, message, hint }: RunNote): void {
    this.#notes.push({ kind, step, time, message, hint });
  }

  #momentOf(step: number, epoch: number, time: number): Moment {
    // A run whose beginning was not told begins with what is told first.
    this.#part ??= { since: time, before: 0 };
    return { step, epoch, time, elapsed: this.#part.before + time - this.#part.since };
  }
}
