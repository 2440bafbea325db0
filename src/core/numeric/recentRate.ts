/** How many things a second happen, over the last seconds: what a user wants to know of a task that may have been paused. */
export class RecentRate {
  readonly #events: { readonly timeMs: number; readonly count: number }[] = [];

  /** @param windowMs how far back it looks */
  constructor(private readonly windowMs = 10_000) {}

  /** @param timeMs never less than the time of the call before */
  add(timeMs: number, count: number): void {
    this.#events.push({ timeMs, count });
    this.#forget(timeMs);
  }

  /** Forgets all: what comes after a pause is another rate. */
  clear(): void {
    this.#events.length = 0;
  }

  /** Things a second; 0 while fewer than two moments are known. The first moment only begins the time. */
  perSecond(timeMs: number): number {
    this.#forget(timeMs);
    const [first, ...others] = this.#events;
    const last = others.at(-1);
    if (first === undefined || last === undefined || last.timeMs === first.timeMs) return 0;
    return (1000 * others.reduce((sum, { count }) => sum + count, 0)) / (last.timeMs - first.timeMs);
  }

  #forget(timeMs: number): void {
    const old = this.#events.findIndex((event) => event.timeMs >= timeMs - this.windowMs);
    this.#events.splice(0, old < 0 ? this.#events.length : old);
  }
}
