// The studio's bridges without its page: end-to-end tests and benchmarks call them as `window.studio`.

import { openBrowserStore } from "../../src/bridges/browserStore";
import { makeLibrary } from "../../src/bridges/datasetBridge";
import { makeDatasetJobs } from "../../src/bridges/datasetJobs";
import { readDeviceReport } from "../../src/bridges/deviceBridge";
import { makeEmbedder } from "../../src/bridges/embedBridge";
import { openGallerySearch } from "../../src/bridges/searchBridge";
import { PauseGate } from "../../src/bridges/pauseGate";
import { timeBareNetwork } from "./bareNetwork";
import { rankByBaselines } from "./baselines";
import { timeDataset } from "./datasetTrial";
import { embedOnBoth, folderFilesUrl } from "./drawingsTrial";
import { timeEmbedding } from "./embedTrial";
import { compareHitsWithFull, HitsTrial } from "./hitsTrial";
import { importNextDrop, proposeNextDrop } from "./importTrial";
import { RerankTrial } from "./rerankTrial";
import { SearchTrial } from "./searchTrial";
import { timeWholeSet } from "./wholeSetTrial";

/** Each bridge under its own name, one line each. */
const studio = {
  makeEmbedder,
  openBrowserStore,
  makeDatasetJobs,
  makeLibrary,
  PauseGate,
  openGallerySearch,
  rankByBaselines,
  timeBareNetwork,
  timeDataset,
  timeEmbedding,
  embedOnBoth,
  folderFilesUrl,
  readDeviceReport,
  importNextDrop,
  proposeNextDrop,
  SearchTrial,
  RerankTrial,
  HitsTrial,
  compareHitsWithFull,
  timeWholeSet,
};

export type Studio = typeof studio;

declare global {
  interface Window {
    studio: Studio;
  }
}

window.studio = studio;
