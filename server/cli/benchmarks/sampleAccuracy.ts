import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseItemTable } from "../../../src/core/dataset/itemTable";
import { packItems } from "../../../src/core/dataset/packedItems";
import { readNpy } from "../../../src/core/embedding/embeddingTable";
import { planLeaveOneOut } from "../../../src/core/metrics/evaluationPlan";
import { decodeFloat16 } from "../../../src/core/numeric/float16";
import { estimateOf } from "../../../src/core/metrics/metricEstimates";
import { noOtherItems } from "../../../src/core/metrics/otherItems";
import { normalizedRows } from "../../../src/core/numeric/normalizedRows";
import { plainRanking } from "../../../src/core/ranking/rankPresets";
import type { SwitchedStep } from "../../../src/core/ranking/rankRecipe";
import { arrangeSet, measureSet } from "../../../src/engine/analysis/measuredSet";
import { makeRankTools } from "../../../src/engine/analysis/rankTools";
import { root } from "../../checkout";

const never = new AbortController().signal;

/**
 * mAP over the sample gallery, each item against all others, by exact scores and by codes alone.
 *
 * @param bytes of an item; null ranks by exact scores
 */
export async function measureSample(bytes: number | null): Promise<number> {
  const sample = join(root, "public/sample");
  const all = parseItemTable(readFileSync(join(sample, "items.csv"), "utf8"), "items.csv");
  const items = packItems(all.filter(({ isGallery }) => isGallery));
  const { numbers, rows, dimension } = readNpy(
    new Uint8Array(readFileSync(join(sample, "embeddings/drawings-lite.npy"))),
  );
  const values = new Float32Array(rows * dimension);
  if (numbers instanceof Uint16Array) decodeFloat16(numbers, values, 0);
  else values.set(numbers);
  const table = normalizedRows({ rows, columns: dimension, values });
  const set = arrangeSet([table], { plan: planLeaveOneOut(items), others: noOtherItems });
  const steps: readonly SwitchedStep[] = bytes === null ? [] : [{ kind: "quantize", bytes, rescore: 0, isOn: true }];
  const tools = makeRankTools(null, never, () => Promise.resolve());
  const measured = await measureSet(set, { steps, fusion: plainRanking.fusion }, tools, () => undefined);
  return estimateOf(measured.metrics, "mAP");
}
