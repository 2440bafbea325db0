import { describe, expect, it } from "vitest";

import type { Ranking } from "../../core/ranking/ranking";
import { ExactSearch } from "../../core/search/exactSearch";
import type { SearchIndex, VectorSource } from "../../core/search/searchIndex";
import { testSearch } from "./searchSelfTest";

/** An index that answers wrongly in one place. */
function faultyIndex(source: VectorSource, spoil: (rankings: Ranking[]) => void): SearchIndex {
  const exact = new ExactSearch(source);
  return {
    rows: source.rows,
    dimension: source.dimension,
    backend: { kind: "webgpu", name: "faulty", isSoftware: false },
    dispose: () => undefined,
    search: async (queries, topK, signal) => {
      const rankings = await exact.search(queries, topK, signal);
      spoil(rankings);
      return rankings;
    },
  };
}

describe("testSearch", () => {
  it("passes an index that ranks exactly", async () => {
    await expect(testSearch("good", (source) => Promise.resolve(new ExactSearch(source)))).resolves.toBeUndefined();
  });

  it("names adapter, query and rank of a wrong row", async () => {
    const test = testSearch("bad GPU", (source) =>
      Promise.resolve(faultyIndex(source, (rankings) => (rankings[3]!.rows[6] = 9999))),
    );
    await expect(test).rejects.toMatchObject({ name: "WebgpuUnavailableError" });
    await expect(test).rejects.toThrow(/"bad GPU".*query 3 it put row 9999.*rank 7/);
  });

  it("notices a missing ranking", async () => {
    const test = testSearch("bad", (source) => Promise.resolve(faultyIndex(source, (rankings) => rankings.pop())));
    await expect(test).rejects.toThrow(/query 8 it put row none/);
  });
});
