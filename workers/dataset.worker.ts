import type { DatasetService } from "../src/contracts/datasetService";
import { openGallery } from "../src/engine/dataset/openGallery";
import { exposeService } from "./exposeService";

exposeService({ openGallery } satisfies DatasetService);
