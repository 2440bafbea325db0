import type { DatasetService } from "../src/contracts/datasetService";
import { openSample } from "../src/engine/dataset/openSample";
import { exposeService } from "./exposeService";

exposeService({ openSample } satisfies Partial<DatasetService>);
