import type { Embedder } from "../bridges/embedBridge";
import type { Analyst } from "../bridges/analysisBridge";
import type { GallerySearch } from "../bridges/searchBridge";
import type { Companion } from "../bridges/companionClient";
import type { Runs } from "../bridges/runsClient";
import type { Stores } from "../bridges/storeBridge";
import type { Library } from "../bridges/datasetBridge";
import type { DatasetJobs } from "../bridges/datasetJobs";
import type { askPermission } from "../bridges/askPermission";
import type { SourcePickers } from "../bridges/sourcePickers";
import type { StorageQuota } from "../bridges/storageQuota";
import type { FolderSource } from "../contracts/datasetService";
import type { BackendChoice, TableSource } from "../contracts/searchService";
import type { DeviceReport } from "../contracts/deviceReport";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { BrowserStore } from "../bridges/browserStore";

/** What the stores need from below. The page connects the real ones once; a test connects fakes. */
export interface Services {
  readonly embedder: Embedder;
  readonly readManifest: (signal: AbortSignal, baseUrl: string) => Promise<CheckpointManifest | null>;
  readonly library: Library;
  readonly datasetJobs: DatasetJobs;
  readonly openGallerySearch: (
    signal: AbortSignal,
    source: TableSource,
    backend: BackendChoice,
  ) => Promise<GallerySearch>;
  readonly analyst: Analyst;
  readonly readDeviceReport: (signal: AbortSignal) => Promise<DeviceReport>;
  readonly fetchPicture: (signal: AbortSignal, url: string) => Promise<Blob>;
  readonly dataUrlOf: (file: Blob) => Promise<string>;
  readonly hashOf: (picture: Blob) => Promise<string>;
  readonly browserStore: BrowserStore;
  readonly readStorageQuota: () => Promise<StorageQuota>;
  readonly askPersistence: () => Promise<boolean>;
  readonly pickers: SourcePickers;
  readonly askPermission: typeof askPermission;
  readonly readSourceFile: (source: FolderSource, path: string) => Promise<Blob | null>;
  readonly readCheckpointFolder: (source: FolderSource) => Promise<ReadonlyMap<string, Blob> | null>;
  readonly companion: Companion;
  readonly stores: Stores;
  readonly runs: Runs;
  readonly paintSvg: (svg: string, scale: number) => Promise<Blob>;
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
