import { createStore } from "zustand/vanilla";

import { failExport } from "./evaluateStore";
import { LatestTask } from "./latestTask";
import { idle, type Task } from "./task";

/** Writing a file of an evaluation that needs pictures or vectors, and so some time. */
export interface SlowExportState {
  /** What is written. */
  readonly label: string;
  readonly task: Task<null>;
}

export const slowExportStore = createStore<SlowExportState>(() => ({ label: "", task: idle }));

const latest = new LatestTask();

/**
 * Runs such an export; a later one ends it.
 *
 * @param write gets the signal, and tells how far it is
 */
export async function exportSlowly(
  label: string,
  write: (signal: AbortSignal, report: (done: number, total: number) => void) => Promise<void>,
): Promise<void> {
  failExport(null);
  slowExportStore.setState({ label, task: { phase: "running", done: 0, total: 0 } });
  await latest.run(
    async (signal) => {
      await write(signal, (done, total) => {
        if (!signal.aborted) slowExportStore.setState({ task: { phase: "running", done, total } });
      });
      signal.throwIfAborted();
      slowExportStore.setState({ task: idle });
    },
    (error) => {
      slowExportStore.setState({ task: idle });
      failExport(error);
    },
  );
}

/** Ends the running one; nothing is saved of it. */
export function cancelSlowExport(): void {
  latest.cancel();
  slowExportStore.setState({ task: idle });
}
