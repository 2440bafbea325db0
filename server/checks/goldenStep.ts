import { join } from "node:path";

import { root } from "../checkout";
import { commandStep } from "./step";
import { tallyGolden } from "./tally";

/** The golden files whose algorithms the studio has so far. */
const due = [
  "resize_*",
  "normalize_*",
  "layer_*",
  "rmac_*",
  "dimproc_*",
  "loss_*",
  "random_erasing",
  "lr_*",
  "sampler_*",
  "aqe_*",
  "isc21_*",
  "dist_*",
  "rerank_*",
  "metric_*",
  "whiten_*",
  "taobao_*",
];

/** Both languages against the reference numbers. */
export const goldenStep = commandStep({
  name: "golden files",
  commands: () => [[process.execPath, join(root, "server/bootstrap.mjs"), "golden", "--only", due.join(",")]],
  report: { read: tallyGolden },
});
