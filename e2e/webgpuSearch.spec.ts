import type { SearchCase } from "./harness/webgpu";
import { expect, test } from "./studio";

const cases: readonly (SearchCase & { readonly behavior: string })[] = [
  { behavior: "one query over one tile", kind: "unrelated", rows: 3000, dimension: 64, queries: 1, topK: 100 },
  { behavior: "a full batch and a rest", kind: "unrelated", rows: 2000, dimension: 512, queries: 11, topK: 20 },
  {
    behavior: "many tiles",
    kind: "unrelated",
    rows: 3000,
    dimension: 64,
    queries: 9,
    topK: 50,
    options: { limits: { maxBufferBytes: 2 ** 16, maxProducts: 2 ** 17 } },
  },
  { behavior: "ties by the lower row", kind: "few distinct", rows: 3000, dimension: 33, queries: 2, topK: 500 },
  { behavior: "the best row alone", kind: "unrelated", rows: 777, dimension: 17, queries: 1, topK: 1 },
  { behavior: "K of more than a thousand", kind: "unrelated", rows: 3000, dimension: 64, queries: 2, topK: 1100 },
  { behavior: "the complete ranking", kind: "unrelated", rows: 3000, dimension: 64, queries: 1, topK: 3000 },
  { behavior: "more rows than there are", kind: "unrelated", rows: 65, dimension: 8, queries: 2, topK: 1000 },
  { behavior: "a gallery of one row", kind: "unrelated", rows: 1, dimension: 3, queries: 1, topK: 1 },
  { behavior: "vectors of one number", kind: "unrelated", rows: 500, dimension: 1, queries: 2, topK: 9 },
  {
    behavior: "rows that differ in the last digits",
    kind: "nearly equal",
    rows: 2000,
    dimension: 64,
    queries: 2,
    topK: 10,
  },
  {
    behavior: "candidates that outgrow their buffer",
    kind: "nearly equal",
    rows: 2000,
    dimension: 64,
    queries: 9,
    topK: 3,
    options: { spareCandidates: 1 },
  },
  {
    behavior: "candidates that outgrow the largest buffer",
    kind: "nearly equal",
    rows: 2000,
    dimension: 16,
    queries: 2,
    topK: 3,
    options: { spareCandidates: 1, limits: { maxBufferBytes: 2 ** 14, maxProducts: 2 ** 20 } },
  },
  {
    behavior: "numbers of 25 orders below one to 15 above",
    kind: "many scales",
    rows: 1500,
    dimension: 40,
    queries: 2,
    topK: 30,
  },
  { behavior: "a row too large for the bounds", kind: "one giant", rows: 300, dimension: 40, queries: 2, topK: 5 },
  {
    behavior: "queries near the least float",
    kind: "unrelated",
    rows: 300,
    dimension: 40,
    queries: 2,
    topK: 5,
    queryScale: 1e-42,
  },
  { behavior: "queries of zeros", kind: "unrelated", rows: 300, dimension: 40, queries: 2, topK: 5, queryScale: 0 },
  {
    behavior: "plain arithmetic where products are not packed",
    kind: "unrelated",
    rows: 2000,
    dimension: 130,
    queries: 3,
    topK: 25,
    options: { isPacked: false },
  },
];

test.describe("search on a software WebGPU adapter", { tag: "@webgpu" }, () => {
  test.beforeEach(async ({ page, harnessUrl }) => {
    await page.goto(`${harnessUrl}/webgpu.html`);
    await page.waitForFunction(() => "webgpuHarness" in window);
  });

  test("ranks as brute force does, bit for bit", async ({ page }) => {
    for (const { behavior, ...searchCase } of cases) {
      await test.step(behavior, async () => {
        const comparison = await page.evaluate((asked) => window.webgpuHarness.compare(asked), searchCase);
        expect.soft(comparison.difference, behavior).toBeNull();
        expect.soft(comparison.isSoftware).toBe(true);
        expect.soft(comparison.rankedRows).toBe(searchCase.queries * Math.min(searchCase.topK, searchCase.rows));
      });
    }
  });

  test("reads few stored vectors beside those it returns", async ({ page }) => {
    const asked: SearchCase = { kind: "unrelated", rows: 3000, dimension: 64, queries: 1, topK: 20 };
    const { rowsRead } = await page.evaluate((searchCase) => window.webgpuHarness.compare(searchCase), asked);
    expect(rowsRead).toBeGreaterThanOrEqual(20);
    expect(rowsRead).toBeLessThan(100);
  });

  test("says that the device was lost, during a search and after", async ({ page }) => {
    for (const failure of await page.evaluate(() => window.webgpuHarness.loseDevice())) {
      expect(failure.name).toBe("DeviceLostError");
      expect(failure.message).toContain("was lost");
      expect(failure.hint).not.toBe("");
    }
  });

  test("ends a cancelled search and answers the next", async ({ page }) => {
    expect(await page.evaluate(() => window.webgpuHarness.cancelSearch())).toEqual({
      name: "AbortError",
      answersAfterwards: true,
    });
  });

  test("answers overlapping searches each with its own ranking", async ({ page }) => {
    expect(await page.evaluate(() => window.webgpuHarness.overlap())).toBe(true);
  });

  test("refuses a gallery with a number that is not finite, and names the row", async ({ page }) => {
    const failure = await page.evaluate(() => window.webgpuHarness.openDamaged());
    expect(failure.name).toBe("EmbeddingTableFormatError");
    expect(failure.message).toContain("row 5");
  });

  test("is never chosen unasked", async ({ page }) => {
    const failure = await page.evaluate(() => window.webgpuHarness.openUnasked());
    expect(failure.name).toBe("WebgpuUnavailableError");
    expect(failure.message).toContain("only the software adapter");
  });
});
