import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import type { z } from "zod";

import { buildPage } from "../server/build/buildPage";
import { companionRunsSchema, runDetailSchema } from "../src/contracts/companionRuns";
import { makeCompanionFolder } from "./companionFolder";
import { companionToken } from "./companionToken";
import { endTrainings, type OwnCompanion, startCompanion } from "./ownCompanion";
import { expect, test } from "./studio";

const steps = 80;
const checkpointEvery = 40;

/** What makes the recipe for a user's own drawings one that two cores train in a minute: section, setting, value. */
const tinySettings = [
  ["Input", "Height", 64],
  ["Input", "Width", 64],
  ["Batch", "Size", 4],
  ["Sampler", "Pictures", 2],
  ["Length", "Iterations", steps],
  ["Validation", "Every iterations", checkpointEvery],
] as const;

let folder = "";
let companion: OwnCompanion | null = null;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-training-"));
});
test.afterEach(async () => {
  await companion?.kill();
  endTrainings(join(folder, "work/runs"));
  rmSync(folder, { recursive: true, force: true });
});

test("trains, outlives its companion, stops, resumes, and gives a checkpoint to search by", async ({ browser }) => {
  test.setTimeout(600_000); // the trainer starts Python and its packages four times
  const data = makeCompanionFolder(join(folder, "drawings"));
  const port = 20_000 + (process.pid % 20_000);
  const address = `http://127.0.0.1:${port}`;
  const start = async () => startCompanion(port, await buildPage(), data, join(folder, "work"));
  companion = await start();

  const page = await browser.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(`${address}/?page=library&token=${companionToken}`);
  await startOnPage(page);
  await page.getByRole("link", { name: "Runs" }).click();
  const row = page.getByRole("row", { name: /Tiny/ });
  const choose = async (action: string) => {
    await page.getByRole("button", { name: "Actions of Tiny" }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  await expect(row.getByText("running", { exact: true })).toBeVisible({ timeout: 120_000 });
  const id = (await ask(companionRunsSchema, `${address}/api/runs`)).runs[0]?.id ?? "";
  const read = async () => (await ask(runDetailSchema, `${address}/api/runs/${id}`)).run;
  await expect.poll(async () => (await read()).step, { timeout: 60_000 }).toBeGreaterThan(2);
  await companion.kill();
  companion = await start();
  expect((await read()).phase).toBe("running");
  await choose("Save and stop");
  await expect(row.getByText("stopped", { exact: true })).toBeVisible({ timeout: 120_000 });
  const stopped = await read();
  expect(stopped.step).toBeGreaterThan(2);
  await choose("Resume");
  await expect(row.getByText("finished", { exact: true })).toBeVisible({ timeout: 300_000 });

  const finished = await read();
  expect(finished).toMatchObject({ step: steps, checkpoints: [40, 80], failure: null });
  expect(finished.best?.metric).toBe("mAP");
  const curves = await (await fetch(`${address}/api/runs/${id}/curves`, { headers })).text();
  expect(curves).toContain(`"kind":"resumed","step":${stopped.step}}`);
  await searchBy(page, `step ${steps}`);
  await page.close();
});

/** Imports the companion's folder, and starts a training of it with the tiny settings. */
async function startOnPage(page: Page): Promise<void> {
  await page.getByRole("region", { name: "Companion" }).getByRole("button", { name: "Drawings" }).click();
  await page.getByRole("button", { name: /^Import \d+ items$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Drawings", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByRole("button", { name: /Drawings Lite on your own drawings/ }).click();
  for (const [section, setting, value] of tinySettings) {
    const control = page.getByRole("button", { name: new RegExp(`^${section}`) });
    if ((await control.getAttribute("aria-expanded")) === "false") await control.click();
    const fields = page.getByRole("region", { name: new RegExp(`^${section}`) });
    await fields.getByLabel(setting, { exact: true }).fill(String(value));
  }
  const start = page.getByRole("region", { name: "Start" });
  await start.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: /^Drawings/ }).click();
  await start.getByRole("textbox", { name: "Name of the run" }).fill("Tiny");
  await start.getByRole("button", { name: "Start the training" }).click();
}

/** Embeds the data set in the page by a checkpoint that was trained on the companion, and searches with it. */
async function searchBy(page: Page, checkpoint: string): Promise<void> {
  await page.getByRole("link", { name: "Checkpoints" }).click();
  const row = page.getByRole("row", { name: checkpoint });
  await row.getByRole("button", { name: "Embed Drawings" }).click();
  const table = page.getByRole("article", { name: checkpoint });
  await table.getByRole("button", { name: "Search by it" }).click({ timeout: 120_000 });
  await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().getByRole("button").first().click();
  await expect(page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell").first()).toBeVisible();
}

const headers = { authorization: `Bearer ${companionToken}` };

async function ask<Value>(schema: z.ZodType<Value>, url: string): Promise<Value> {
  return schema.parse(await (await fetch(url, { headers })).json());
}
