import { RecentRate } from "../core/numeric/recentRate";

/** How far a task over many pictures is. */
export interface TaskProgress {
  /** Pictures that are done, from earlier visits too. */
  readonly done: number;
  readonly failed: number;
  /** Done, failed and still to do. */
  readonly total: number;
  /** Over the last seconds; 0 until it is known. */
  readonly picturesPerSecond: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}

/** Nobody reads faster. */
const leastMsBetweenReports = 100;

/** Counts pictures and tells how far the task is, at most ten times a second. Driven by results, not by timers, which a hidden tab slows down. */
export class ProgressMeter {
  readonly #rate = new RecentRate();
  #done: number;
  #failed: number;
  #reportedMs = -Infinity;

  constructor(
    private readonly start: { readonly done: number; readonly failed: number; readonly total: number },
    private readonly onProgress: (progress: TaskProgress) => void,
  ) {
    this.#done = start.done;
    this.#failed = start.failed;
    this.restart();
  }

  /** Begins to measure speed anew: a pause is over. */
  restart(): void {
    this.#rate.clear();
    this.#rate.add(performance.now(), 0);
  }

  count(isFailure: boolean): void {
    if (isFailure) this.#failed++;
    else this.#done++;
    const now = performance.now();
    this.#rate.add(now, 1);
    if (now - this.#reportedMs >= leastMsBetweenReports) this.report();
  }

  report(): void {
    const now = performance.now();
    this.#reportedMs = now;
    const picturesPerSecond = this.#rate.perSecond(now);
    const left = this.start.total - this.#done - this.#failed;
    const secondsLeft = picturesPerSecond > 0 ? left / picturesPerSecond : null;
    this.onProgress({
      done: this.#done,
      failed: this.#failed,
      total: this.start.total,
      picturesPerSecond,
      secondsLeft,
    });
  }
}
