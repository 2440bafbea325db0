import type { DatasetService } from "../contracts/datasetService";
import { openSample } from "./dataset/openSample";

/** The dataset worker's service, put together from its parts: imports, data sets, pictures, tables, checkpoints. */
export class LibraryService implements Partial<DatasetService> {
  readonly openSample = openSample;
}
