interface Waiting {
  readonly isShared: boolean;
  readonly start: () => void;
}

/** The one method of Web Locks that the engine uses. */
export type Locks = Pick<LockManager, "request">;

/** Web Locks in memory, for tests in node: first come, first served; `ifAvailable`, `mode` and `signal` as the platform has them. */
export class MemoryLocks implements Locks {
  readonly #held = new Map<string, { isShared: boolean; count: number }>();
  readonly #waiting = new Map<string, Waiting[]>();

  request<Result>(name: string, callback: LockGrantedCallback<Result>): Promise<Awaited<Result>>;
  request<Result>(name: string, options: LockOptions, callback: LockGrantedCallback<Result>): Promise<Awaited<Result>>;
  async request<Result>(
    name: string,
    given: LockOptions | LockGrantedCallback<Result>,
    last?: LockGrantedCallback<Result>,
  ): Promise<Awaited<Result>> {
    const options = typeof given === "function" ? {} : given;
    const callback = typeof given === "function" ? given : last!;
    const { mode = "exclusive", ifAvailable = false, signal } = options;
    const isShared = mode === "shared";
    await Promise.resolve();
    if (ifAvailable && !this.#isFree(name, isShared)) return await callback(null);
    await this.#take(name, isShared, signal);
    try {
      return await callback({ name, mode });
    } finally {
      this.#release(name);
    }
  }

  #isFree(name: string, isShared: boolean): boolean {
    const held = this.#held.get(name);
    return held === undefined || (isShared && held.isShared && (this.#waiting.get(name)?.length ?? 0) === 0);
  }

  async #take(name: string, isShared: boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#isFree(name, isShared)) {
      await new Promise<void>((start, reject) => {
        const queue = this.#waiting.get(name) ?? [];
        const waiting = { isShared, start };
        this.#waiting.set(name, [...queue, waiting]);
        signal?.addEventListener("abort", () => {
          this.#waiting.set(
            name,
            (this.#waiting.get(name) ?? []).filter((other) => other !== waiting),
          );
          reject(signal.reason as Error);
        });
      });
      return;
    }
    this.#grant(name, isShared);
  }

  #grant(name: string, isShared: boolean): void {
    this.#held.set(name, { isShared, count: (this.#held.get(name)?.count ?? 0) + 1 });
  }

  #release(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    held.count--;
    if (held.count > 0) return;
    this.#held.delete(name);
    while (this.#waiting.get(name)?.[0] !== undefined) {
      const [next, ...others] = this.#waiting.get(name)!;
      const open = this.#held.get(name);
      if (open !== undefined && !(open.isShared && next!.isShared)) return;
      this.#waiting.set(name, others);
      this.#grant(name, next!.isShared);
      next!.start();
    }
  }
}
