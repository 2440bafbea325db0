import { isAbortError, isStudioError, type StudioErrorShape } from "../core/errors";

/**
 * Runs tasks of one kind so that the latest wins: starting one aborts the one before.
 *
 * A task that fails in an expected way is reported; a bug is thrown on, to the error boundary; an aborted task is silent.
 */
export class LatestTask {
  #controller = new AbortController();

  /**
   * @param work gets the signal of this task; what it does after being aborted must not touch a store
   * @param onFailed called for expected failures of the task that is still the latest
   */
  async run(work: (signal: AbortSignal) => Promise<void>, onFailed: (error: StudioErrorShape) => void): Promise<void> {
    this.cancel();
    const controller = (this.#controller = new AbortController());
    try {
      await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted || isAbortError(error)) return;
      if (!isStudioError(error)) throw error;
      onFailed({ name: error.name, message: error.message, hint: error.hint });
    }
  }

  cancel(): void {
    this.#controller.abort();
  }
}
