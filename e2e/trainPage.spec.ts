import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { buildPage } from "../server/build/buildPage";
import { makeCompanionFolder } from "./companionFolder";
import { companionToken } from "./companionToken";
import { endTrainings, type OwnCompanion, startCompanion } from "./ownCompanion";
import { expect, test } from "./studio";

let folder = "";
let companion: OwnCompanion | null = null;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-train-page-"));
});
test.afterEach(async () => {
  await companion?.kill();
  endTrainings(join(folder, "work/runs"));
  rmSync(folder, { recursive: true, force: true });
});

test("a training is prepared, watched, and its checkpoint searches, all on the page", async ({ browser }) => {
  test.setTimeout(600_000); // the trainer starts Python and its packages
  const port = 40_000 + (process.pid % 20_000);
  const data = makeCompanionFolder(join(folder, "drawings"));
  companion = await startCompanion(port, await buildPage(), data, join(folder, "work"));
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`http://127.0.0.1:${port}/?page=train&token=${companionToken}`);

  await page.getByRole("button", { name: /Drawings Lite on your own drawings/ }).click();
  await page.getByRole("button", { name: "Import Drawings" }).click();
  await page.getByRole("button", { name: /^Import \d+ items$/ }).click();
  await expect(page.getByRole("tab", { name: "Browse" })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: /Drawings/ }).click();

  await setNumber(page, "Batch", "Size", "4");
  await setNumber(page, "Input", "Height", "64");
  await setNumber(page, "Input", "Width", "64");
  await setNumber(page, "Length", "Iterations", "40");
  await setNumber(page, "Validation", "Every iterations", "20");
  await expect(page.getByText("4 is no multiple", { exact: false })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("length.iterations 0 40");
  await page.getByRole("textbox", { name: "Name of the run" }).fill("From the page");
  await page.getByRole("button", { name: "Start the training" }).click();

  const row = page.getByRole("row", { name: /From the page/ });
  await expect(row.getByText("finished", { exact: true })).toBeVisible({ timeout: 300_000 });
  await expect(page.getByRole("figure", { name: "loss: total" })).toBeVisible();
  await expect(page.getByRole("figure", { name: "mAP" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Probe queries at step 40" })).toBeVisible();

  await page.getByRole("link", { name: "Checkpoints" }).click();
  const trained = page.getByRole("row", { name: /From the page, step 40/ });
  await trained.getByRole("button", { name: "Embed Drawings" }).click();
  await expect(page.getByText(/^Embedded/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole("link", { name: "Checkpoints" }).click();
  await trained.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/checkpoint=/);
  await expect(page.getByRole("contentinfo", { name: "Status" })).toBeVisible();
  await page.close();
});

/** Opens a section of the form, where it is not open, and gives a setting a number. */
async function setNumber(page: Page, section: string, label: string, value: string): Promise<void> {
  const control = page.getByRole("button", { name: new RegExp(`^${section}`) }).first();
  if ((await control.getAttribute("aria-expanded")) !== "true") await control.click();
  await page
    .getByRole("region", { name: new RegExp(`^${section}`) })
    .getByLabel(label, { exact: true })
    .fill(value);
}
