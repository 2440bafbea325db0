import type {
  AcceptedImport,
  DatasetService,
  EmbeddedBlock,
  FolderSource,
  ItemFilter,
  ItemTableFormat,
  ListingProgress,
  MissingOf,
} from "../contracts/datasetService";
import type { CheckpointSource } from "../contracts/embedService";
import type { ProjectRequest } from "../contracts/projectFile";
import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { ChosenValues, LayoutName } from "../core/dataset/importers/importer";
import type { ItemId } from "../core/dataset/item";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import type { EmbeddingViews } from "../core/embedding/embeddingViews";
import { openSample } from "./dataset/openSample";
import { DocumentCounter } from "./images/documentCounter";
import { ImportDesk } from "./imports/importDesk";
import { throttled } from "./imports/throttled";
import { AcceptedImports } from "./library/acceptedImports";
import { CheckpointStore } from "./library/checkpointStore";
import { Datasets } from "./library/datasets";
import { DatasetStore } from "./library/datasetStore";
import { FactsStore } from "./library/factsStore";
import { joinTablesIn, keepVectorsIn } from "./library/keptTables";
import type { LibraryPlace } from "./library/libraryPlace";
import { MergedDatasets } from "./library/mergedDatasets";
import { PictureReader } from "./library/pictureReader";
import { TableExchange } from "./library/tableExchange";
import { type ThumbnailMaker, Thumbnails } from "./library/thumbnails";
import { emptyTrash, type TrashParts } from "./library/trash";
import { beginVisit } from "./library/visit";
import { exportProject } from "./project/exportProject";
import { importProject } from "./project/importProject";
import type { ProjectParts } from "./project/projectParts";
import { RunningJobs } from "./runningJobs";
import { EmbeddingTables } from "./tables/embeddingTables";

/** The dataset worker's service, put together from its parts. The first call of all begins the visit to the library. */
export class LibraryService implements DatasetService {
  readonly #jobs = new RunningJobs();
  readonly #desk = new ImportDesk(this.#jobs, () => new DocumentCounter());
  readonly #store: DatasetStore;
  readonly #facts: FactsStore;
  readonly #datasets: Datasets;
  readonly #pictures: PictureReader;
  readonly #thumbnails: Thumbnails;
  readonly #tables: EmbeddingTables;
  readonly #imports: AcceptedImports;
  readonly #merged: MergedDatasets;
  readonly #exchange: TableExchange;
  readonly #checkpoints: CheckpointStore;
  readonly #parts: ProjectParts & TrashParts;
  #visit: Promise<void> | null = null;

  constructor(place: LibraryPlace, makeThumbnail: ThumbnailMaker) {
    this.#store = new DatasetStore(place);
    this.#facts = new FactsStore(this.#store);
    this.#datasets = new Datasets(this.#store, this.#facts);
    this.#pictures = new PictureReader(this.#store);
    this.#thumbnails = new Thumbnails(this.#store, this.#pictures, makeThumbnail);
    this.#tables = new EmbeddingTables(this.#datasets, place.locks);
    this.#imports = new AcceptedImports(this.#store, this.#facts, {
      keepVectors: keepVectorsIn(this.#tables),
      forgetThumbnails: (dataset, itemIds) => this.#thumbnails.forget(dataset, itemIds),
    });
    this.#merged = new MergedDatasets(this.#store, this.#facts, joinTablesIn(this.#tables, this.#facts));
    this.#exchange = new TableExchange(this.#datasets, this.#tables);
    this.#checkpoints = new CheckpointStore(place);
    this.#parts = {
      store: this.#store,
      datasets: this.#datasets,
      pictures: this.#pictures,
      tables: this.#tables,
      checkpoints: this.#checkpoints,
    };
  }

  readonly openSample = openSample;

  propose(jobId: number, source: FolderSource, onProgress: (progress: ListingProgress) => void) {
    return this.#desk.propose(jobId, source, onProgress);
  }

  revise(jobId: number, proposalId: number, layout: LayoutName, chosen: ChosenValues) {
    return this.#desk.revise(jobId, proposalId, layout, chosen);
  }

  readFaults(proposalId: number) {
    return this.#desk.readFaults(proposalId);
  }

  accept(jobId: number, accepted: AcceptedImport, onProgress: (progress: ListingProgress) => void) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      const taken = this.#desk.take(accepted.proposalId);
      const record = await this.#imports.accept(taken, accepted, { signal, onProgress: throttled(onProgress) });
      this.#desk.discard(accepted.proposalId);
      return record;
    });
  }

  discard(proposalId: number): void {
    this.#desk.discard(proposalId);
  }

  listDatasets() {
    return this.#visiting(() => this.#datasets.listDatasets());
  }

  renameDataset(dataset: DatasetId, name: string) {
    return this.#visiting(() => this.#datasets.renameDataset(dataset, name));
  }

  deleteDataset(dataset: DatasetId) {
    return this.#visiting(() => this.#datasets.deleteDataset(dataset));
  }

  restoreDataset(dataset: DatasetId) {
    return this.#visiting(() => this.#datasets.restoreDataset(dataset));
  }

  emptyTrash() {
    return this.#visiting(() => emptyTrash(this.#parts));
  }

  mergeDatasets(datasets: readonly DatasetId[], name: string) {
    return this.#visiting(() => this.#merged.merge(datasets, name));
  }

  removeItems(dataset: DatasetId, itemIds: readonly ItemId[]) {
    return this.#visiting(() => this.#datasets.removeItems(dataset, itemIds));
  }

  restoreItems(dataset: DatasetId, itemIds: readonly ItemId[]) {
    return this.#visiting(() => this.#datasets.restoreItems(dataset, itemIds));
  }

  readItems(dataset: DatasetId, filter: ItemFilter | null) {
    return this.#visiting(() => this.#datasets.readItems(dataset, filter));
  }

  sampleItems(dataset: DatasetId, count: number) {
    return this.#visiting(() => this.#datasets.sampleItems(dataset, count));
  }

  exportItems(dataset: DatasetId, only: MissingOf | null = null, format: ItemTableFormat = "csv") {
    return this.#visiting(() => this.#exchange.exportItems(dataset, only, format));
  }

  checkSources(dataset: DatasetId) {
    return this.#visiting(() => this.#pictures.check(dataset));
  }

  reconnectSource(dataset: DatasetId, sourceId: string, source: FolderSource) {
    return this.#visiting(() => this.#pictures.reconnect(dataset, sourceId, source));
  }

  readPicture(dataset: DatasetId, itemId: ItemId) {
    return this.#visiting(() => this.#pictures.read(dataset, itemId));
  }

  readThumbnail(dataset: DatasetId, itemId: ItemId) {
    return this.#visiting(() => this.#thumbnails.read(dataset, itemId));
  }

  keepFacts(dataset: DatasetId, facts: readonly PictureFacts[]) {
    return this.#visiting(() => this.#facts.keep(dataset, facts));
  }

  unexamined(dataset: DatasetId) {
    return this.#visiting(() => this.#facts.unexamined(dataset));
  }

  readHealth(dataset: DatasetId) {
    return this.#visiting(() => this.#facts.health(dataset));
  }

  listTables(dataset: DatasetId) {
    return this.#visiting(() => this.#tables.listTables(dataset));
  }

  openTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.openTableWriter(dataset, checkpoint));
  }

  appendBlock(dataset: DatasetId, checkpoint: TableCheckpoint, block: EmbeddedBlock) {
    return this.#visiting(() => this.#tables.appendBlock(dataset, checkpoint, block));
  }

  importEmbeddings(
    jobId: number,
    dataset: DatasetId,
    of: MissingOf,
    result: { readonly npz: Blob; readonly maker: string },
  ) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      return this.#exchange.importEmbeddings(signal, dataset, of, result);
    });
  }

  closeTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.closeTableWriter(dataset, checkpoint));
  }

  retryFailures(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.retryFailures(dataset, checkpoint));
  }

  readFailures(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.readFailures(dataset, checkpoint));
  }

  deleteTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.deleteTable(dataset, checkpoint));
  }

  restoreTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.restoreTable(dataset, checkpoint));
  }

  exportTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.exportTable(dataset, checkpoint));
  }

  exportTableAsParquet(jobId: number, dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      return this.#exchange.exportTableAsParquet(signal, dataset, checkpoint);
    });
  }

  openGallery(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.openGallery(dataset, checkpoint));
  }

  openAll(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#visiting(() => this.#tables.openAll(dataset, checkpoint));
  }

  addCheckpoint(files: ReadonlyMap<string, Blob>) {
    return this.#visiting(() => this.#checkpoints.addCheckpoint(files));
  }

  addViews(source: CheckpointSource, views: EmbeddingViews) {
    return this.#visiting(() => this.#checkpoints.addViews(source, views));
  }

  listCheckpoints() {
    return this.#visiting(() => this.#checkpoints.listCheckpoints());
  }

  readCheckpoint(id: CheckpointId) {
    return this.#visiting(() => this.#checkpoints.readCheckpoint(id));
  }

  deleteCheckpoint(id: CheckpointId) {
    return this.#visiting(() => this.#checkpoints.deleteCheckpoint(id));
  }

  restoreCheckpoint(id: CheckpointId) {
    return this.#visiting(() => this.#checkpoints.restoreCheckpoint(id));
  }

  exportProject(jobId: number, request: ProjectRequest, onProgress: (progress: ListingProgress) => void) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      return exportProject(this.#parts, request, { signal, onProgress: throttled(onProgress) });
    });
  }

  importProject(jobId: number, file: Blob, onProgress: (progress: ListingProgress) => void) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      return importProject(this.#parts, file, { signal, onProgress: throttled(onProgress) });
    });
  }

  cancel(jobId: number): void {
    this.#jobs.cancel(jobId);
  }

  async #visiting<Answer>(ask: () => Answer | Promise<Answer>): Promise<Answer> {
    await this.#visited();
    return ask();
  }

  /** A visit that cannot begin is tried again by the next call. */
  #visited(): Promise<void> {
    if (this.#visit === null) {
      this.#visit = beginVisit(
        this.#store,
        () => emptyTrash(this.#parts),
        () => this.#checkpoints.removeLeftovers(),
      );
      this.#visit.catch(() => (this.#visit = null));
    }
    return this.#visit;
  }
}
