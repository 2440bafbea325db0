import { compareTables, readExport } from "../server/cli/benchmarks/compareTables";
import { companionToken } from "./companionToken";
import { expect, test } from "./studio";

test("embeds a folder of the companion alike in the page and on the companion", async ({ page, harnessUrl }) => {
  test.setTimeout(300_000); // the trainer starts Python and its packages
  await page.goto(`${harnessUrl}/?token=${companionToken}`);
  const both = await page.evaluate(() => window.studio.embedOnBoth(["Drawings"], "/models/default/"));
  const { items } = both.page.counts;
  expect(items).toBeGreaterThan(10);
  for (const { counts, failed } of [both.page, both.companion]) {
    // One of the folder's pictures is damaged.
    expect({ ...counts, failed }).toEqual({ items, identities: 5, queries: items, gallery: items, failed: 1 });
  }
  expect(both.page.makers.join()).toContain("WASM");
  expect(both.companion.makers.join()).toContain("companion");
  const compared = await compareTables(readExport(both.page), readExport(both.companion));
  expect(compared.smallestCosine).toBeGreaterThanOrEqual(0.9999);
  expect(compared.equalFirstHits).toBe(items - 1);
  expect(compared.largestGap).toBeLessThan(2e-4);
});
