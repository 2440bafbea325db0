import { abortable } from "./abortable";

/** Lets a task be paused from outside: the task passes the gate before each piece of work. */
export class PauseGate {
  #opened: Promise<void> = Promise.resolve();
  #open: (() => void) | null = null;
  #onPause: () => void = () => undefined;

  get isPaused(): boolean {
    return this.#open !== null;
  }

  pause(): void {
    if (this.#open !== null) return;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
    this.#onPause();
  }

  resume(): void {
    this.#open?.();
    this.#open = null;
  }

  /** Waits while the gate is closed. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.isPaused) await abortable(signal, this.#opened);
  }

  /** @param onPause is called when the gate closes; replaces the one before */
  whenPaused(onPause: () => void): void {
    this.#onPause = onPause;
  }
}
