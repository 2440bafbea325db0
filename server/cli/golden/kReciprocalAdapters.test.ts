import { join } from "node:path";

import { expect, it } from "vitest";

import { root } from "../../checkout";
import { readGoldenFiles } from "./goldenFile";
import { runInTypescript } from "./goldenResult";

it("passes every case of k-reciprocal re-ranking", async () => {
  const files = readGoldenFiles(join(root, "src/contracts/golden/reference"), [
    "rerank_jaccard*",
    "rerank_kreciprocal*",
  ]);
  const results = await Promise.all(files.map(runInTypescript));
  expect(results.map((result) => result && [result.file, result.passed, result.failures])).toEqual([
    ["rerank_jaccard_fastreid", 5, []],
    ["rerank_kreciprocal", 14, []],
    ["rerank_kreciprocal_feature_variants", 6, []],
  ]);
});
