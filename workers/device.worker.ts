import type { DeviceService } from "../src/contracts/deviceReport";
import { readReport } from "../src/engine/device/readReport";
import { exposeService } from "./exposeService";

exposeService({ readReport } satisfies DeviceService);
