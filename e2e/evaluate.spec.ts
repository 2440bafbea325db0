import { readFileSync } from "node:fs";

import { expect, test } from "./studio";

test("two rankings are evaluated, explained, compared query by query, and reviewed by keys", async ({ openStudio }) => {
  test.setTimeout(240_000); // whole sets on two busy cores
  const page = await openStudio("/?page=evaluate");
  await expect(page.getByText("Nothing is evaluated yet")).toBeVisible();
  const evaluate = page.getByRole("button", { name: "Evaluate", exact: true });
  await evaluate.click();
  const table = page.getByRole("table", { name: "Evaluations" });
  await expect(table.getByRole("row")).toHaveCount(2, { timeout: 120_000 });

  await page.getByRole("combobox", { name: "Ranking" }).click();
  await page.getByRole("option", { name: /DIRA: α-QE/ }).click();
  await evaluate.click();
  await expect(table.getByRole("row")).toHaveCount(3, { timeout: 120_000 });
  // The new one is looked at, beside the one before.
  await expect(
    table
      .getByRole("row")
      .nth(1)
      .getByRole("radio", { name: /^Look at/ }),
  ).toBeChecked();
  await expect(
    table
      .getByRole("row")
      .nth(2)
      .getByRole("radio", { name: /^Compare with/ }),
  ).toBeChecked();

  const metrics = page.getByRole("table", { name: "All metrics" });
  await expect(metrics.getByRole("row", { name: /^MAP@R/ })).toContainText("Average precision of the first R hits");
  await page.getByRole("tab", { name: "Curves" }).click();
  await expect(page.getByRole("img", { name: /^Precision and recall/ })).toBeVisible();

  await page.getByRole("tab", { name: "Failures" }).click();
  const queries = page.getByRole("list", { name: "Queries" }).getByRole("listitem");
  await expect(queries.first()).toContainText(/AP 0\.\d+/);
  await expect(page.getByText("Lowest average precision first.")).toBeVisible();
  await page.keyboard.press("j");
  await expect(queries.nth(1).locator("[aria-current]")).toBeVisible();

  await page.getByRole("tab", { name: "Threshold" }).click();
  await expect(page.getByRole("group", { name: "Just kept" })).toBeVisible();

  await page.getByRole("tab", { name: "Compare" }).click();
  const wins = page.getByRole("table", { name: "Wins and losses" });
  await expect(wins.getByRole("row", { name: /^mAP [+−]/ })).toBeVisible({ timeout: 30_000 });
  await page.getByText(/^Only B right: \d/).click();
  await expect(page.getByRole("list", { name: "Compared queries" }).getByRole("listitem").first()).toContainText("AP");

  const exported = async (item: string): Promise<Buffer> => {
    const download = page.waitForEvent("download");
    await table.getByRole("button", { name: "Export this evaluation" }).first().click();
    await page.getByRole("menuitem", { name: item }).click();
    return readFileSync(await (await download).path());
  };
  const [header, first] = (await exported("Every query (CSV)")).toString().split("\r\n");
  expect(header).toMatch(/^query,identity,relevant,first_match_rank,mAP,/);
  expect(first).toMatch(/^pictures\//);
  expect(JSON.parse((await exported("Metrics (JSON)")).toString())).toMatchObject({
    schema: 1,
    context: { counts: { queries: 2584, gallery: 2584 } },
  });
  expect((await exported("Metrics (CSV)")).toString()).toMatch(/^metric,label,value,low,high/);
  const result = readNpyHead(await exported("DIRA: result.npy"));
  expect(result).toContain("'shape': (2584, 10)");
  // Formats that name pictures by their file's name cannot hold the sample, whose folders repeat names; the page says so.
  for (const [item, told] of [
    ["ISC21: predictions (CSV)", "as in ISC21"],
    ["DIGIX: submission.csv", "one picture of the name"],
  ] as const) {
    await table.getByRole("button", { name: "Export this evaluation" }).first().click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("alert")).toContainText(told);
  }

  await page.getByRole("tab", { name: "Failures" }).click();
  await page.keyboard.press("o");
  await expect(page.getByRole("grid", { name: "Ranked hits" })).toBeVisible();
});

/** The header of an .npy file, as text. */
function readNpyHead(file: Buffer): string {
  expect(file.subarray(1, 6).toString()).toBe("NUMPY");
  return file.subarray(10, 10 + file.readUInt16LE(8)).toString();
}
