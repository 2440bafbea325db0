/** The jobs of a worker by the page's numbers, so that each can be cancelled by its own. */
export class RunningJobs {
  readonly #controllers = new Map<number, AbortController>();

  /** Runs a job under a number. What the job throws is thrown; an AbortError once it was cancelled and noticed. */
  async run<Result>(jobId: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController();
    this.#controllers.set(jobId, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#controllers.delete(jobId);
    }
  }

  /** Asks a job to end; one that has ended is left alone. */
  cancel(jobId: number): void {
    this.#controllers.get(jobId)?.abort();
  }
}
