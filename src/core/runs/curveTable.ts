import { countBelow, NumberColumn } from "./numberColumn";

/** When something of a run was measured. */
export interface Moment {
  readonly step: number;
  /** Passes over the data; not whole within one. */
  readonly epoch: number;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Seconds of training, without the time between a stop and the resuming. */
  readonly elapsed: number;
}

/** What a curve may be drawn over. */
export type CurveAxis = "step" | "epoch" | "elapsed" | "time";

/**
 * Curves of a run that were measured at the same moments: a row for each moment, a column for each name. Steps ascend, and so
 * do the other axes.
 */
export class CurveTable {
  readonly #axes: Record<CurveAxis, NumberColumn> = {
    step: new NumberColumn(),
    epoch: new NumberColumn(),
    elapsed: new NumberColumn(),
    time: new NumberColumn(),
  };
  readonly #columns = new Map<string, NumberColumn>();
  /** Counts cuts: what was derived of the rows before one is void. */
  #cuts = 0;

  get length(): number {
    return this.#axes.step.length;
  }

  get cuts(): number {
    return this.#cuts;
  }

  get names(): string[] {
    return [...this.#columns.keys()];
  }

  /** The places of all rows on an axis; a view, void once rows are added. */
  axis(axis: CurveAxis): Float64Array {
    return this.#axes[axis].values;
  }

  /** The numbers of a name, NaN where it was not told; a view. Empty for a name that was never told. */
  values(name: string): Float64Array {
    const column = this.#columns.get(name);
    column?.padTo(this.length);
    return column?.values ?? new Float64Array(0);
  }

  /** The last row's moment; null where there is none. */
  get last(): Moment | null {
    const row = this.length - 1;
    if (row < 0) return null;
    const { step, epoch, elapsed, time } = this.#axes;
    return { step: step.at(row), epoch: epoch.at(row), elapsed: elapsed.at(row), time: time.at(row) };
  }

  /**
   * Begins a row, whose numbers follow by `set`; one of a step that is not later than the last row's takes the place of what
   * it overtakes.
   */
  begin({ step, epoch, elapsed, time }: Moment): void {
    const axes = this.#axes;
    if (step <= axes.step.at(this.length - 1)) this.cutAfter(step - 1);
    axes.step.push(step);
    axes.epoch.push(epoch);
    axes.elapsed.push(elapsed);
    axes.time.push(time);
  }

  /** Gives the last row a number. @param value null where it was not told */
  set(name: string, value: number | null): void {
    let column = this.#columns.get(name);
    if (column === undefined) this.#columns.set(name, (column = new NumberColumn()));
    column.padTo(this.length - 1);
    column.push(value ?? NaN);
  }

  /** Drops the rows after a step: a resumed run tells them anew. */
  cutAfter(step: number): void {
    const kept = countBelow(this.axis("step"), step, true);
    if (kept === this.length) return;
    for (const column of [...Object.values(this.#axes), ...this.#columns.values()]) column.shorten(kept);
    this.#cuts++;
  }
}
