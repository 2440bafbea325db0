import { createStore } from "zustand/vanilla";

import type { StudioErrorShape } from "../core/errors";
import { LatestTask } from "./latestTask";
import { services } from "./services";

export interface LogState {
  /** Id of the run whose log this is; null before one was read. */
  readonly run: string | null;
  readonly text: string;
  readonly failure: StudioErrorShape | null;
}

export const logStore = createStore<LogState>(() => ({ run: null, text: "", failure: null }));

/** What is shown of a log: its end is what tells. */
const tailBytes = 16 * 1024;
const askAgainMs = 3_000;
const readings = new LatestTask();

/** Reads the end of a run's log again and again until the returned function is called. */
export function watchLog(id: string): () => void {
  const read = () =>
    readings.run(
      async (signal) => {
        const text = await services().runs.readLogTail(signal, id, tailBytes);
        signal.throwIfAborted();
        logStore.setState({ run: id, text, failure: null });
      },
      (failure) => logStore.setState({ run: id, failure }),
    );
  void read();
  const timer = setInterval(() => void read(), askAgainMs);
  return () => {
    clearInterval(timer);
    readings.cancel();
  };
}
