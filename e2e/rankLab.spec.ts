import { readFileSync } from "node:fs";

import { expect, test } from "./studio";

test("a pipeline is built, moves ranks, is measured, saved, exported and read back", async ({ openStudio }) => {
  test.setTimeout(240_000); // whole-set measurements on two busy cores
  const page = await openStudio("/?page=rank");
  await page.getByRole("group", { name: "Queries" }).getByRole("button").nth(2).click();
  const after = page.getByRole("list", { name: "After" }).getByRole("listitem");
  await expect(after.first()).toBeVisible();
  await expect(page.getByText("ΔAP")).toBeVisible();

  await page.getByRole("button", { name: "Add a step" }).click();
  await page.getByRole("menuitem", { name: "Score threshold" }).click();
  await page.getByRole("button", { name: "Add a step" }).click();
  await page.getByRole("menuitem", { name: "Query expansion" }).click();
  // A new step goes where the order allows it: vectors before a threshold.
  const steps = page.getByRole("region", { name: "Pipeline" }).getByRole("listitem");
  await expect(steps.first()).toHaveAccessibleName(/Query expansion/);
  await expect(after.getByText(/[▲▼] \d/).first()).toBeVisible();

  await page.getByRole("button", { name: /^Move down Step 1/ }).click();
  await expect(page.getByRole("alert")).toContainText("threshold to stand last");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: /^Remove Step 2/ }).click();
  await page.getByRole("combobox", { name: "Form of Query expansion" }).click();
  await page.getByRole("option", { name: /DIRA/ }).click();

  await page.getByRole("button", { name: "Measure the pipeline" }).click();
  const table = page.getByRole("table", { name: "Metrics before and after" });
  await expect(table.getByRole("row", { name: /^mAP [\d.]+ [\d.]+ [+−]/ }).first()).toBeVisible({ timeout: 120_000 });

  // A query that the pipeline changed is one click from being looked at.
  await page.getByRole("group", { name: "Gained most" }).getByRole("button").first().click();
  await expect(page).toHaveURL(/view=item/);

  await page.getByRole("textbox", { name: "Save as a rank recipe" }).fill("My expansion");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("combobox", { name: "Recipe" })).toHaveValue("My expansion");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await (await download).path();
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    schema: 1,
    name: "My-expansion",
    steps: [{ kind: "expand-queries", form: "fast-reid", isOn: true }],
  });

  await page.reload();
  await page.getByRole("combobox", { name: "Recipe" }).click();
  await page.getByRole("option", { name: "My expansion" }).click();
  await expect(steps).toHaveCount(1);
  await page.getByRole("button", { name: /Delete “My expansion”/ }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(page.getByRole("button", { name: /Delete “My expansion”/ })).toBeVisible();

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import" }).click();
  await (
    await chooser
  ).setFiles({ name: "bad.json", mimeType: "application/json", buffer: Buffer.from('{"schema": 1}') });
  await expect(page.getByText(/bad\.json: expected a rank recipe/)).toBeVisible();
  await expect(steps).toHaveCount(1);
});

test("the search ranks its first hits by a recipe, and says so", async ({ openStudio }) => {
  const page = await openStudio();
  await page.getByRole("region", { name: "Sample queries" }).getByRole("button").first().click();
  const first = page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell").first();
  await expect(first).toBeVisible();
  await page.getByRole("combobox", { name: "Rank by" }).click();
  await page.getByRole("option", { name: /Bag of tricks/ }).click();
  await expect(page.getByText(/The first 1,000 hits, ranked anew by “Bag of tricks/)).toBeVisible();
  await page.getByRole("combobox", { name: "Rank by" }).click();
  await page.getByRole("option", { name: "Plain", exact: true }).click();
  await expect(page.getByText(/ranked anew by/)).toHaveCount(0);
  await expect(page.getByText(/2,584/).first()).toBeVisible();
});
