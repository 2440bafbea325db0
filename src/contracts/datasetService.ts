import type {
  ChosenValues,
  ImportChoice,
  ImportFault,
  LayoutName,
  SkippedFiles,
} from "../core/dataset/importers/importer";
import type {
  DatasetCounts,
  DatasetId,
  DatasetRecord,
  EmbeddingFailure,
  TableCheckpoint,
  TableRecord,
} from "../core/dataset/datasetRecord";
import type { RowFinding } from "../core/dataset/health/healthCheck";
import type { Item, ItemId } from "../core/dataset/item";
import type { PackedItems } from "../core/dataset/packedItems";
import type { PackedTexts } from "../core/dataset/packedTexts";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { EmbeddingViews } from "../core/embedding/embeddingViews";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { CheckpointSource } from "./embedService";
import type { OpenedProject, ProjectRequest } from "./projectFile";
import type { TableSource } from "./searchService";

/** A gallery whose item table and embeddings belong together and to the checkpoint that was asked for. */
export interface OpenedGallery {
  readonly dataset: DatasetId;
  readonly name: string;
  /** Gallery items in the order of the table's rows. */
  readonly items: PackedItems;
  /** Items to search with that are not in the gallery, in the order of the item table. */
  readonly queries: PackedItems;
  /** Held-back items that the gallery suggests as first queries. */
  readonly sampleQueries: readonly ItemId[];
  readonly table: TableSource;
  /** Absolute address of the folder that items' paths are relative to, with `/` at its end; null where pictures are read by `readPicture`. */
  readonly baseUrl: string | null;
  /** What a user should know of what was left out ("12 gallery items have no vector yet"). */
  readonly notes: readonly string[];
}

/** A folder, an archive or single files that a user gave. */
export type FolderSource =
  | { readonly kind: "handle"; readonly handle: FileSystemDirectoryHandle }
  | {
      readonly kind: "archive";
      readonly file: Blob;
      readonly name: string;
      readonly handle: FileSystemFileHandle | null;
    }
  /** Files without a folder handle (other browsers, single files): path in the folder to file. They are copied if kept. */
  | { readonly kind: "files"; readonly name: string; readonly files: ReadonlyMap<string, Blob> }
  /** `baseUrl` is the absolute address of the folder's API (`…/api/folders/ID`). */
  | { readonly kind: "companion"; readonly baseUrl: string; readonly name: string };

export interface ListingProgress {
  readonly stage: "listing" | "counting sheets" | "reading lists" | "copying" | "writing";
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
}

/** What the studio recognised, before anything is kept. The worker holds the rest under its number. */
export interface ImportProposal {
  readonly proposalId: number;
  /** Suggested name of the data set. */
  readonly name: string;
  readonly layout: LayoutName;
  /** Every layout that fits, the surest first. */
  readonly layouts: readonly { readonly layout: LayoutName; readonly title: string; readonly evidence: string }[];
  readonly counts: DatasetCounts;
  readonly splits: readonly ({ readonly name: string } & DatasetCounts)[];
  readonly choices: readonly ImportChoice[];
  readonly faultCount: number;
  /** The first ones; `readFaults` gives all. */
  readonly firstFaults: readonly ImportFault[];
  /** Each with at most ten of its paths; `count` is of all. */
  readonly skipped: readonly (SkippedFiles & { readonly count: number })[];
  /** The first items, for a look at what they would become. */
  readonly firstItems: readonly Item[];
  /** Rows and dimension of embeddings that come along; null where there are none. */
  readonly vectors: { readonly path: string; readonly rows: number; readonly dimension: number } | null;
  /** Bytes that copying all pictures into this browser would take; null where unknown. */
  readonly pictureBytes: number | null;
}

export interface AcceptedImport {
  readonly proposalId: number;
  readonly name: string;
  /** Adds the items to this data set instead of making another. */
  readonly into: DatasetId | null;
  /** Copies the pictures into this browser; without it they are read in place as long as permission lasts. */
  readonly copyPictures: boolean;
}

/** Whether a source of a data set can be read now. */
export interface SourceState {
  readonly sourceId: string;
  /**
   * `open`: it can be read; `asks`: a page may ask for permission with the handle, while a user presses a button; `gone`:
   * no handle leads to it any more, so the user must choose it again.
   */
  readonly access: "open" | "asks" | "gone";
  /** Of sources of the user's disk; null for all others. */
  readonly handle: FileSystemDirectoryHandle | FileSystemFileHandle | null;
}

/** Which items to browse. All conditions must hold; null or "" asks for nothing. */
export interface ItemFilter {
  readonly identity: string | null;
  readonly category: string | null;
  readonly split: string | null;
  readonly role: "query" | "gallery" | null;
  /** A part of the path, title or identity, in any case. */
  readonly text: string;
}

/** One finding of the health checks, with the items that it concerns, in the order of the item table. */
export interface HealthFinding {
  readonly kind: RowFinding["kind"];
  /** "37 pictures are the same bytes as another". */
  readonly summary: string;
  readonly items: PackedTexts;
  /** Group of each item (same bytes, same identity); null where the finding has none. */
  readonly groups: Uint32Array<ArrayBuffer> | null;
}

/** How far the pictures have been looked at. */
export interface HealthReport {
  readonly examined: number;
  readonly total: number;
  readonly findings: readonly HealthFinding[];
}

/** How an item table is written. Imports read both. */
export type ItemTableFormat = "csv" | "parquet";

/** Items of one source of a data set that have no vector by a checkpoint yet. */
export interface MissingOf {
  readonly sourceId: string;
  readonly checkpoint: TableCheckpoint;
}

/** A block of vectors on its way into a table. */
export interface EmbeddedBlock {
  readonly itemIds: readonly ItemId[];
  /** [itemIds.length, D] stored vectors. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** [itemIds.length, 2] bytes and last change (milliseconds since 1970, 0 where unknown) of each item's file as it was read. */
  readonly stamps: Float64Array<ArrayBuffer>;
  readonly failures: readonly EmbeddingFailure[];
  /** What made it, to be shown and journalled: "WASM SIMD". */
  readonly backend: string;
  /** Pictures in one run of the network. */
  readonly batch: number;
}

/** A table that is being written by this worker alone. */
export interface OpenedTableWriter {
  /** Items without a vector and without a failure, in the order of the item table. */
  readonly pending: PackedTexts;
  readonly record: TableRecord;
}

/**
 * The dataset worker: recognises and imports folders, keeps the library in the origin's storage, reads pictures.
 *
 * Numbers of jobs are the page's; `cancel` lets a job end with an AbortError. Writers of one table exclude each other
 * over all tabs (Web Locks): a second one is refused with LockedElsewhereError.
 */
export interface DatasetService {
  /**
   * @param baseUrl absolute address of a folder with sample.json, its item table and embeddings/<checkpoint id>.{json,npy}
   * @throws ItemTableFormatError, CheckpointMismatchError, EmbeddingTableFormatError, CompanionUnreachableError
   */
  openSample(baseUrl: string, manifest: CheckpointManifest): Promise<OpenedGallery>;

  // Importing.
  /** Lists a folder, recognises its layout and reads it. @throws FolderReadError, ArchiveFormatError, ImportFormatError */
  propose(
    jobId: number,
    source: FolderSource,
    onProgress: (progress: ListingProgress) => void,
  ): Promise<ImportProposal>;
  /** Reads the same listing by another layout or with other choices. What was proposed before stays if this fails. */
  revise(jobId: number, proposalId: number, layout: LayoutName, chosen: ChosenValues): Promise<ImportProposal>;
  readFaults(proposalId: number): Promise<ImportFault[]>;
  /** @throws StorageFullError: nothing is kept of the import, all else stays */
  accept(
    jobId: number,
    accepted: AcceptedImport,
    onProgress: (progress: ListingProgress) => void,
  ): Promise<DatasetRecord>;
  /** Forgets a proposal. */
  discard(proposalId: number): void;

  // The library.
  listDatasets(): Promise<DatasetRecord[]>;
  renameDataset(dataset: DatasetId, name: string): Promise<DatasetRecord>;
  /** Hides a data set and its tables; `restore` brings them back until `emptyTrash`, which the next visit calls too. */
  deleteDataset(dataset: DatasetId): Promise<void>;
  restoreDataset(dataset: DatasetId): Promise<DatasetRecord>;
  /** Removes for good what was deleted: data sets, items, tables, checkpoints. */
  emptyTrash(): Promise<void>;
  /** Makes one data set of several; tables by the same checkpoint are joined. The old ones stay. */
  mergeDatasets(datasets: readonly DatasetId[], name: string): Promise<DatasetRecord>;
  removeItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<DatasetRecord>;
  /** Undoes the last removal. */
  restoreItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<DatasetRecord>;
  readItems(dataset: DatasetId, filter: ItemFilter | null): Promise<PackedItems>;
  /** At most `count` items at equal distances in the item table, for a look at the data set without reading all of it to the page. */
  sampleItems(dataset: DatasetId, count: number): Promise<ItemId[]>;
  /**
   * The item table, as CSV if nothing else is asked for.
   *
   * @param only where given, no more than the items of this source that have no vector by this checkpoint, their paths as
   *   the source has them: what another machine with the same folder must embed
   */
  exportItems(dataset: DatasetId, only?: MissingOf | null, format?: ItemTableFormat): Promise<Blob>;

  // Pictures.
  /** Asks the browser whether the sources can still be read; in the order of the record. */
  checkSources(dataset: DatasetId): Promise<SourceState[]>;
  /** Asks again for a folder that the browser no longer allows; the page has just been given permission. */
  reconnectSource(dataset: DatasetId, sourceId: string, source: FolderSource): Promise<DatasetRecord>;
  /** The file that holds an item, and its page, counted from 0. @throws PictureMissingError, FolderReadError */
  readPicture(dataset: DatasetId, itemId: ItemId): Promise<{ readonly file: Blob; readonly page: number }>;
  /** A small picture (longer side at most 256 pixels), made and kept at the first call. */
  readThumbnail(dataset: DatasetId, itemId: ItemId): Promise<Blob>;
  /** Keeps what was seen of pictures while they were decoded. */
  keepFacts(dataset: DatasetId, facts: readonly PictureFacts[]): Promise<void>;
  /** Items whose picture nobody has looked at yet. */
  unexamined(dataset: DatasetId): Promise<PackedTexts>;
  readHealth(dataset: DatasetId): Promise<HealthReport>;

  // Embedding tables.
  listTables(dataset: DatasetId): Promise<TableRecord[]>;
  openTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<OpenedTableWriter>;
  /**
   * Written, flushed and journalled when it resolves. Opens the writer if it is not open, and knows a block that stands
   * at the table's end already, so that a call that was lost with its worker can be made again.
   *
   * @param block at most 256 items, failures counted
   * @throws StorageFullError, LockedElsewhereError; what was written before stays
   */
  appendBlock(dataset: DatasetId, checkpoint: TableCheckpoint, block: EmbeddedBlock): Promise<TableRecord>;
  /**
   * Adds what another machine embedded: the .npz of `studio embed`, arrays `vectors` [n, D], `paths` [n] as the source has
   * them, and `faults` (JSON text, a list of {path, message}). Items that have a vector already keep it; paths that are no
   * item of the source any more are left out. Appends in blocks, so that a cancelled or interrupted call is made again.
   *
   * @throws EmbeddingTableFormatError for another dimension or vectors that are not unit rows; StorageFullError
   */
  importEmbeddings(
    jobId: number,
    dataset: DatasetId,
    of: MissingOf,
    result: { readonly npz: Blob; readonly maker: string },
  ): Promise<TableRecord>;
  closeTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void>;
  /** Forgets failures and vectors of pictures that have changed since, so that the next writer tries these items again. */
  retryFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<TableRecord>;
  readFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<EmbeddingFailure[]>;
  /** Hides a table; `restoreTable` brings it back until `emptyTrash`, or until a writer makes another in its place. */
  deleteTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void>;
  /** @throws EmbeddingTableFormatError if it is not there any more; LockedElsewhereError */
  restoreTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void>;
  /** Vectors of all embedded items as .npy (float32 or float16, as stored), and their item table. */
  exportTable(
    dataset: DatasetId,
    checkpoint: TableCheckpoint,
  ): Promise<{ readonly vectors: Blob; readonly items: Blob }>;
  /** One Parquet file of all embedded items, with their vectors as lists of float32 in the column `embedding`. */
  exportTableAsParquet(jobId: number, dataset: DatasetId, checkpoint: TableCheckpoint): Promise<Blob>;
  /** Opens what has vectors. @throws DatasetMissingError, EmbeddingTableFormatError if no gallery item has a vector */
  openGallery(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<OpenedGallery>;
  /** Vectors of all items (queries too) and which rows they are, for evaluation: rows of `items` in the item table's order. */
  openAll(
    dataset: DatasetId,
    checkpoint: TableCheckpoint,
  ): Promise<{ readonly items: PackedItems; readonly table: TableSource }>;

  // Checkpoints that a user dropped.
  addCheckpoint(files: ReadonlyMap<string, Blob>): Promise<CheckpointManifest>;
  /**
   * Keeps the same weights with views, as a checkpoint of its own.
   *
   * @throws CheckpointFormatError: views of a size that the network does not take, or it has views already
   */
  addViews(source: CheckpointSource, views: EmbeddingViews): Promise<CheckpointManifest>;
  listCheckpoints(): Promise<CheckpointManifest[]>;
  readCheckpoint(id: CheckpointId): Promise<CheckpointSource>;
  /** Hides a checkpoint; `restoreCheckpoint` brings it back until `emptyTrash`, or until it is added again. */
  deleteCheckpoint(id: CheckpointId): Promise<void>;
  /** @throws CheckpointFormatError if it is not there any more */
  restoreCheckpoint(id: CheckpointId): Promise<void>;

  // Project files.
  /** Writes data sets with all that belongs to them into one file. @throws as `readPicture` where pictures are wanted */
  exportProject(jobId: number, request: ProjectRequest, onProgress: (progress: ListingProgress) => void): Promise<Blob>;
  /** Opens a project file into the library. @throws ProjectFormatError, StorageFullError: the library is as it was before */
  importProject(jobId: number, file: Blob, onProgress: (progress: ListingProgress) => void): Promise<OpenedProject>;

  cancel(jobId: number): void;
}
