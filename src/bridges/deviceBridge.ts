import type { DeviceReport, DeviceService } from "../contracts/deviceReport";
import { abortable } from "./abortable";
import { startWorker } from "./startWorker";

/** Looks at what this machine and browser offer, in a worker of its own, since the work is done in workers. */
export async function readDeviceReport(signal: AbortSignal): Promise<DeviceReport> {
  signal.throwIfAborted();
  const worker = startWorker<DeviceService>(
    () => new Worker(new URL("../../workers/device.worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    return await abortable(signal, Promise.race([worker.service.readReport(), worker.death]));
  } finally {
    worker.terminate();
  }
}
