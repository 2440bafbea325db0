import type { Embedder } from "../bridges/embedBridge";
import type { GallerySearch } from "../bridges/searchBridge";
import type { OpenedGallery } from "../bridges/datasetBridge";
import type { BackendChoice, TableSource } from "../contracts/searchService";
import type { DeviceReport } from "../contracts/deviceReport";
import type { CheckpointSource } from "../contracts/embedService";
import type { DatasetId, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { BrowserStore } from "../bridges/browserStore";

/** What searching in a data set of the library needs of it. */
export interface GalleryLibrary {
  listTables(signal: AbortSignal, dataset: DatasetId): Promise<TableRecord[]>;
  openGallery(signal: AbortSignal, dataset: DatasetId, checkpoint: TableCheckpoint): Promise<OpenedGallery>;
  readCheckpoint(signal: AbortSignal, id: CheckpointId): Promise<CheckpointSource>;
  readPicture(
    signal: AbortSignal,
    dataset: DatasetId,
    itemId: ItemId,
  ): Promise<{ readonly file: Blob; readonly page: number }>;
  readThumbnail(signal: AbortSignal, dataset: DatasetId, itemId: ItemId): Promise<Blob>;
}

/** What the stores need from below. The page connects the real ones once; a test connects fakes. */
export interface Services {
  readonly embedder: Embedder;
  readonly readManifest: (signal: AbortSignal, baseUrl: string) => Promise<CheckpointManifest | null>;
  readonly openSample: (signal: AbortSignal, baseUrl: string, manifest: CheckpointManifest) => Promise<OpenedGallery>;
  readonly library: GalleryLibrary;
  readonly openGallerySearch: (
    signal: AbortSignal,
    source: TableSource,
    backend: BackendChoice,
  ) => Promise<GallerySearch>;
  readonly readDeviceReport: (signal: AbortSignal) => Promise<DeviceReport>;
  readonly fetchPicture: (signal: AbortSignal, url: string) => Promise<Blob>;
  readonly hashOf: (picture: Blob) => Promise<string>;
  readonly browserStore: BrowserStore;
  readonly saveFile: (content: Blob, name: string) => void;
  /** Folders of the page's origin, ending in `/`. */
  readonly galleryUrl: string;
  readonly checkpointUrl: string;
}

let connected: Services | null = null;

/** Gives the stores what they call. Call it before any action. */
export function connectServices(services: Services): void {
  connected = services;
}

/** The connected services; using a store before they are connected is a bug. */
export function services(): Services {
  if (connected === null) throw new Error("connectServices must be called before a store's action");
  return connected;
}
