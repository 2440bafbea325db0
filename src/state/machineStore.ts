import { createStore } from "zustand/vanilla";

import type { Machine } from "../contracts/companionRuns";
import { LatestTask } from "./latestTask";
import { services } from "./services";

export type { Machine } from "../contracts/companionRuns";

export interface MachineState {
  /** Null until the companion told, and where it does not. */
  readonly machine: Machine | null;
}

export const machineStore = createStore<MachineState>(() => ({ machine: null }));

const readings = new LatestTask();
const askAgainMs = 5_000;

/** Reads what there is to train on now. */
export async function readMachine(): Promise<void> {
  await readings.run(
    async (signal) => {
      const machine = await services().runs.readMachine(signal);
      signal.throwIfAborted();
      machineStore.setState({ machine });
    },
    () => machineStore.setState({ machine: null }),
  );
}

/** Reads it again and again until the returned function is called. */
export function watchMachine(): () => void {
  void readMachine();
  const timer = setInterval(() => void readMachine(), askAgainMs);
  return () => clearInterval(timer);
}
