import { createStore } from "zustand/vanilla";

import type { DeviceReport } from "../contracts/deviceReport";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

export interface DeviceState {
  readonly report: Task<DeviceReport>;
}

export const deviceStore = createStore<DeviceState>(() => ({ report: idle }));

const latest = new LatestTask();

/** Looks at this machine and browser anew. */
export async function checkDevice(): Promise<void> {
  await latest.run(
    async (signal) => {
      deviceStore.setState({ report: { phase: "running", done: 0, total: 1 } });
      const value = await services().readDeviceReport(signal);
      signal.throwIfAborted();
      deviceStore.setState({ report: { phase: "done", value } });
    },
    (error) => deviceStore.setState({ report: { phase: "failed", error } }),
  );
}
