// The studio's bridges without its page: end-to-end tests and benchmarks call them as `window.studio`.

import { readDeviceReport } from "../../src/bridges/deviceBridge";
import { makeEmbedder } from "../../src/bridges/embedBridge";
import { openGallerySearch } from "../../src/bridges/searchBridge";
import { rankByBaselines } from "./baselines";

/** Each bridge under its own name, one line each. */
const studio = {
  makeEmbedder,
  openGallerySearch,
  rankByBaselines,
  readDeviceReport,
};

export type Studio = typeof studio;

declare global {
  interface Window {
    studio: Studio;
  }
}

window.studio = studio;
