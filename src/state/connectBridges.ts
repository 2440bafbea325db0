import { makeAnalyst } from "../bridges/analysisBridge";
import { askPermission } from "../bridges/askPermission";
import { hashOf, openBrowserStore } from "../bridges/browserStore";
import { makeCompanion } from "../bridges/companionClient";
import { dataUrlOf } from "../bridges/dataUrlOf";
import { makeLibrary } from "../bridges/datasetBridge";
import { makeDatasetJobs } from "../bridges/datasetJobs";
import { readDeviceReport } from "../bridges/deviceBridge";
import { makeEmbedder } from "../bridges/embedBridge";
import { fetchPicture } from "../bridges/fetchPicture";
import { readCheckpointFolder } from "../bridges/readCheckpointFolder";
import { readManifest } from "../bridges/readManifest";
import { makeRuns } from "../bridges/runsClient";
import { saveFile } from "../bridges/saveFile";
import { openGallerySearch } from "../bridges/searchBridge";
import { paintSvg } from "../bridges/paintSvg";
import { readSourceFile } from "../bridges/readSourceFile";
import { sourcePickers } from "../bridges/sourcePickers";
import { askPersistence, readStorageQuota } from "../bridges/storageQuota";
import { makeStores } from "../bridges/storeBridge";
import { connectServices } from "./services";

/** Connects the stores to this browser's workers and storage. The gallery and the checkpoint that ship with the page are opened. */
export function connectBridges(): void {
  const library = makeLibrary();
  connectServices({
    embedder: makeEmbedder(),
    readManifest,
    library,
    datasetJobs: makeDatasetJobs(library),
    openGallerySearch,
    analyst: makeAnalyst(),
    readDeviceReport,
    fetchPicture,
    dataUrlOf,
    hashOf,
    browserStore: openBrowserStore(),
    readStorageQuota,
    askPersistence,
    pickers: sourcePickers,
    askPermission,
    readSourceFile,
    readCheckpointFolder,
    companion: makeCompanion(new URL(".", document.baseURI).href),
    stores: makeStores(new URL(".", document.baseURI).href),
    runs: makeRuns(new URL(".", document.baseURI).href),
    paintSvg,
    saveFile,
    galleryUrl: new URL("sample/", document.baseURI).href,
    checkpointUrl: "models/default/",
  });
}
