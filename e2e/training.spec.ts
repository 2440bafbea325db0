import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import type { z } from "zod";

import { buildPage } from "../server/build/buildPage";
import { readRecipes } from "../server/recipes/recipeFolder";
import { shippedRecipes } from "../server/recipes/shippedRecipes";
import { isAlive } from "../server/runs/processMark";
import { processMarkSchema } from "../server/runs/runFiles";
import { companionCheckpointsSchema, companionJobSchema } from "../src/contracts/companionApi";
import { companionRunSchema, runDetailSchema, type RunRequest } from "../src/contracts/companionRuns";
import { mergeRecipe } from "../src/core/training/inheritedRecipe";
import { makeCompanionFolder } from "./companionFolder";
import { companionToken } from "./companionToken";
import { type OwnCompanion, startCompanion } from "./ownCompanion";
import { expect, test } from "./studio";

const steps = 80;
const checkpointEvery = 40;

/** The recipe for a user's own drawings, on pictures that two cores train in a minute. */
async function tinyRecipe(): Promise<RunRequest["recipe"]> {
  const { recipes } = await readRecipes(shippedRecipes);
  const whole = recipes.find(({ name }) => name === "drawings-pictures") ?? {};
  const change = {
    input: { height: 64, width: 64 },
    augmentation: [],
    batch: { size: 4 },
    sampler: { pictures: 2 },
    length: { epochs: 0, iterations: steps },
    validation: { everyEpochs: 0, everyIterations: checkpointEvery },
  };
  return mergeRecipe(whole, change) as RunRequest["recipe"];
}

/** Pictures of each folder's identity; those of the last one are measured on. */
function itemTable(folder: string): string {
  const identities = readdirSync(folder).filter(
    (name) => statSync(join(folder, name)).isDirectory() && name !== "outside",
  );
  const rows = identities.flatMap((identity, place) => {
    const split = place === identities.length - 1 ? "val" : "train";
    return readdirSync(join(folder, identity)).map((file) => `${identity}/${file},${identity},${split},1,1`);
  });
  return ["path,label,split,is_query,is_gallery", ...rows, ""].join("\n");
}

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

test("trains, outlives its companion, stops, resumes, and leaves a checkpoint to search by", async ({ browser }) => {
  test.setTimeout(600_000); // the trainer starts Python and its packages four times
  const data = makeCompanionFolder(join(folder, "drawings"));
  const port = 20_000 + (process.pid % 20_000);
  const address = `http://127.0.0.1:${port}`;
  const start = async () => startCompanion(port, await buildPage(), data, join(folder, "work"));
  companion = await start();
  const items = itemTable(data.path);
  const request = { name: "Tiny", recipe: await tinyRecipe(), folder: "drawings", items, device: "cpu" };
  const { id } = await ask(companionRunSchema, `${address}/api/runs`, { ...request, startWeights: null });
  const read = async () => (await ask(runDetailSchema, `${address}/api/runs/${id}`)).run;

  const page = await browser.newPage();
  await page.goto(`${address}/?page=runs&token=${companionToken}`);
  const row = page.getByRole("row", { name: /Tiny/ });
  const choose = async (action: string) => {
    await page.getByRole("button", { name: "Actions of Tiny" }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  await expect(row.getByText("running", { exact: true })).toBeVisible({ timeout: 120_000 });
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
  const { checkpoints } = await ask(companionCheckpointsSchema, `${address}/api/checkpoints`);
  const checkpoint = checkpoints.find((one) => one.id.endsWith(`${id}-${steps}`))?.id ?? "";
  const embedding = { kind: "embed", folder: "drawings", checkpoint, items, dataset: "d", source: "s" };
  const job = await ask(companionJobSchema, `${address}/api/jobs`, embedding);
  const embedded = async () => (await ask(companionJobSchema, `${address}/api/jobs/${job.id}`)).phase;
  await expect.poll(embedded, { timeout: 90_000 }).toBe("done");

  await searchBy(page, `step ${steps}`);
  await page.close();
});

/** Imports the companion's folder, embeds it in the page by a checkpoint that was trained there, and searches with it. */
async function searchBy(page: Page, checkpoint: string): Promise<void> {
  await page.getByRole("link", { name: "Library" }).click();
  await page.getByRole("region", { name: "Companion" }).getByRole("button", { name: "Drawings" }).click();
  await page.getByRole("button", { name: /^Import \d+ items$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Drawings" })).toBeVisible();
  await page.getByRole("link", { name: "Checkpoints" }).click();
  const row = page.getByRole("row", { name: checkpoint });
  await row.getByRole("button", { name: "Embed Drawings" }).click();
  const table = page.getByRole("article", { name: checkpoint });
  await table.getByRole("button", { name: "Search by it" }).click({ timeout: 120_000 });
  await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().getByRole("button").first().click();
  await expect(page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell").first()).toBeVisible();
}

const headers = { authorization: `Bearer ${companionToken}` };

/** Asks the companion; with a body, by POST. */
async function ask<Value>(schema: z.ZodType<Value>, url: string, body?: unknown): Promise<Value> {
  const json = { method: "POST", body: JSON.stringify(body) };
  const sent =
    body === undefined ? { headers } : { headers: { ...headers, "content-type": "application/json" }, ...json };
  return schema.parse(await (await fetch(url, sent)).json());
}

/** Trainings outlive their companion, and would outlive a test that failed. */
function endTrainings(runs: string): void {
  for (const id of existsSync(runs) ? readdirSync(runs) : []) {
    const path = join(runs, id, "pid");
    const mark = existsSync(path) ? processMarkSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
    if (mark !== null && isAlive(mark)) process.kill(-mark.pid, "SIGKILL");
  }
}
