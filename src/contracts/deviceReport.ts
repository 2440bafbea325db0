import type { DeviceFacts } from "../core/device/deviceFacts";

/** What the "GPU check" view shows: facts, and what to do about them in whole sentences. */
export interface DeviceReport extends DeviceFacts {
  readonly advice: readonly string[];
}

/** The device worker: looks once and ends. */
export interface DeviceService {
  readReport(): Promise<DeviceReport>;
}
