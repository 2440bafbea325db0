import type { DatasetService, ListingProgress } from "../../contracts/datasetService";
import type { Datasets } from "../library/datasets";
import type { DatasetStore } from "../library/datasetStore";
import type { PictureReader } from "../library/pictureReader";
import type { EmbeddingTables } from "../tables/embeddingTables";

/** The parts of the library that a project file is made of, and opened into. */
export interface ProjectParts {
  readonly store: DatasetStore;
  readonly datasets: Datasets;
  readonly pictures: PictureReader;
  readonly tables: EmbeddingTables;
  readonly checkpoints: Pick<DatasetService, "addCheckpoint" | "listCheckpoints" | "readCheckpoint">;
}

/** How a project's job is told to end and tells how far it is. */
export interface ProjectJob {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ListingProgress) => void;
}

/** The file in a zip that holds an item's picture, below a data set's folder. */
export function picturePath(folder: string, path: string): string {
  return `${folder}/pictures/${path}`;
}
