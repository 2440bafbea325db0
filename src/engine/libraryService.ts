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
import type { ProjectRequest } from "../contracts/projectFile";
import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { ChosenValues, LayoutName } from "../core/dataset/importers/importer";
import type { ItemId } from "../core/dataset/item";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
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
  readonly #parts: ProjectParts;
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

  async listDatasets() {
    await this.#visited();
    return this.#datasets.listDatasets();
  }

  async renameDataset(dataset: DatasetId, name: string) {
    await this.#visited();
    return this.#datasets.renameDataset(dataset, name);
  }

  async deleteDataset(dataset: DatasetId) {
    await this.#visited();
    return this.#datasets.deleteDataset(dataset);
  }

  async restoreDataset(dataset: DatasetId) {
    await this.#visited();
    return this.#datasets.restoreDataset(dataset);
  }

  async emptyTrash() {
    await this.#visited();
    return this.#datasets.emptyTrash();
  }

  async mergeDatasets(datasets: readonly DatasetId[], name: string) {
    await this.#visited();
    return this.#merged.merge(datasets, name);
  }

  async removeItems(dataset: DatasetId, itemIds: readonly ItemId[]) {
    await this.#visited();
    return this.#datasets.removeItems(dataset, itemIds);
  }

  async restoreItems(dataset: DatasetId, itemIds: readonly ItemId[]) {
    await this.#visited();
    return this.#datasets.restoreItems(dataset, itemIds);
  }

  async readItems(dataset: DatasetId, filter: ItemFilter | null) {
    await this.#visited();
    return this.#datasets.readItems(dataset, filter);
  }

  async sampleItems(dataset: DatasetId, count: number) {
    await this.#visited();
    return this.#datasets.sampleItems(dataset, count);
  }

  async exportItems(dataset: DatasetId, only: MissingOf | null = null, format: ItemTableFormat = "csv") {
    await this.#visited();
    return this.#exchange.exportItems(dataset, only, format);
  }

  async checkSources(dataset: DatasetId) {
    await this.#visited();
    return this.#pictures.check(dataset);
  }

  async reconnectSource(dataset: DatasetId, sourceId: string, source: FolderSource) {
    await this.#visited();
    return this.#pictures.reconnect(dataset, sourceId, source);
  }

  async readPicture(dataset: DatasetId, itemId: ItemId) {
    await this.#visited();
    return this.#pictures.read(dataset, itemId);
  }

  async readThumbnail(dataset: DatasetId, itemId: ItemId) {
    await this.#visited();
    return this.#thumbnails.read(dataset, itemId);
  }

  async keepFacts(dataset: DatasetId, facts: readonly PictureFacts[]) {
    await this.#visited();
    return this.#facts.keep(dataset, facts);
  }

  async unexamined(dataset: DatasetId) {
    await this.#visited();
    return this.#facts.unexamined(dataset);
  }

  async readHealth(dataset: DatasetId) {
    await this.#visited();
    return this.#facts.health(dataset);
  }

  async listTables(dataset: DatasetId) {
    await this.#visited();
    return this.#tables.listTables(dataset);
  }

  async openTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.openTableWriter(dataset, checkpoint);
  }

  async appendBlock(dataset: DatasetId, checkpoint: TableCheckpoint, block: EmbeddedBlock) {
    await this.#visited();
    return this.#tables.appendBlock(dataset, checkpoint, block);
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

  async closeTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.closeTableWriter(dataset, checkpoint);
  }

  async retryFailures(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.retryFailures(dataset, checkpoint);
  }

  async readFailures(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.readFailures(dataset, checkpoint);
  }

  async deleteTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.deleteTable(dataset, checkpoint);
  }

  async exportTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.exportTable(dataset, checkpoint);
  }

  exportTableAsParquet(jobId: number, dataset: DatasetId, checkpoint: TableCheckpoint) {
    return this.#jobs.run(jobId, async (signal) => {
      await this.#visited();
      return this.#exchange.exportTableAsParquet(signal, dataset, checkpoint);
    });
  }

  async openGallery(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.openGallery(dataset, checkpoint);
  }

  async openAll(dataset: DatasetId, checkpoint: TableCheckpoint) {
    await this.#visited();
    return this.#tables.openAll(dataset, checkpoint);
  }

  async addCheckpoint(files: ReadonlyMap<string, Blob>) {
    await this.#visited();
    return this.#checkpoints.addCheckpoint(files);
  }

  async listCheckpoints() {
    await this.#visited();
    return this.#checkpoints.listCheckpoints();
  }

  async readCheckpoint(id: CheckpointId) {
    await this.#visited();
    return this.#checkpoints.readCheckpoint(id);
  }

  async deleteCheckpoint(id: CheckpointId) {
    await this.#visited();
    return this.#checkpoints.deleteCheckpoint(id);
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

  /** A visit that cannot begin is tried again by the next call. */
  #visited(): Promise<void> {
    if (this.#visit === null) {
      this.#visit = beginVisit(this.#store, this.#datasets, () => this.#checkpoints.removeLeftovers());
      this.#visit.catch(() => (this.#visit = null));
    }
    return this.#visit;
  }
}
