import type { Item } from "../core/dataset/item";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { SampleGallery } from "./sampleGallery";
import type { TableSource } from "./searchService";

/** A gallery whose item table and embeddings belong together and to the checkpoint that was asked for. */
export interface OpenedGallery {
  readonly sample: SampleGallery;
  /** Gallery items in the order of the item table, which is the order of the embedding table's rows. */
  readonly items: readonly Item[];
  /** Held-back items to search with, in the order of the item table. */
  readonly queries: readonly Item[];
  readonly table: TableSource;
  /** Absolute address of the gallery's folder, with `/` at its end; items' paths are relative to it. */
  readonly baseUrl: string;
}

/** The dataset worker: fetches and parses what is too long for the page's thread. */
export interface DatasetService {
  /**
   * @param baseUrl absolute address of a folder with sample.json, its item table and embeddings/<checkpoint id>.{json,npy}
   * @throws ItemTableFormatError, CheckpointMismatchError, EmbeddingTableFormatError, CompanionUnreachableError
   */
  openGallery(baseUrl: string, manifest: CheckpointManifest): Promise<OpenedGallery>;
}
