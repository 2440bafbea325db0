/**
 * Recipes of three families, each with its own network, trained for a step on drawings of shapes: the page loads what the
 * trainer exports, embeds and searches with it. Random weights still know a picture again.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { trainerFolder, trainerPython } from "../server/environment/trainerPython";
import { expect, test } from "./studio";
import { type FolderFiles, offerFolder } from "./userFolder";

const side = 64;
const settings = [
  "network.backbone.weights=none",
  `input.height=${side}`,
  `input.width=${side}`,
  'length={"epochs":0,"iterations":1}',
  "validation.everyEpochs=0",
  "precision=float32",
  "freezing=[]",
  "resolutions=[]",
  "optimizer.learningRate=1e-5",
] as const;

const families = [
  { recipe: "drawings-pictures", family: "EfficientNet-Lite, linear neck", batch: 8 },
  { recipe: "reid-bot", family: "ResNet-50, BNNeck", batch: 8 },
  { recipe: "digix2-dn169", family: "DenseNet-169, GeM, CurricularFace", batch: 8 },
] as const;

let folder = "";
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-families-"));
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

for (const { recipe, family, batch } of families) {
  test(`searches with a checkpoint of ${recipe} (${family})`, async ({ openStudio }) => {
    test.setTimeout(300_000); // Python, a training and an export
    const python = await trainerPython(() => undefined);
    const data = join(folder, recipe);
    call(python, ["-c", drawShapes, data]);
    const sets = [...settings, `batch.size=${batch}`].flatMap((setting) => ["--set", setting]);
    const run = join(data, "run");
    const table = ["--items", join(data, "items.csv"), "--out", run, "--device", "cpu"];
    call(python, ["-m", "trainer", "train", "--recipe", recipe, ...table, ...sets]);

    const page = await openStudio("/?page=library");
    page.setDefaultTimeout(30_000);
    await offerFolder(
      page,
      "shapes",
      filesOf(data, ".png", (name) => `${name.split("-")[0]}/${name}`),
    );
    await page.getByRole("button", { name: "Choose a folder" }).click();
    await page.getByRole("button", { name: "Import 24 items" }).click();
    await page.getByRole("tab", { name: "Embeddings" }).click();
    await offerFolder(
      page,
      "trained",
      filesOf(join(run, "checkpoints", "1"), "", (name) => name),
    );
    await page.getByRole("button", { name: "Choose its folder" }).click();
    const trained = page.getByRole("article", { name: /, step 1/ });
    await trained.getByRole("button", { name: "Embed 24 items" }).click();
    await expect(trained.getByText("24 embedded")).toBeVisible({ timeout: 60_000 });

    await trained.getByRole("button", { name: "Search by it" }).click();
    await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().getByRole("button").first().click();
    await expect(page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell")).toHaveCount(24);
  });
}

const drawShapes = `
import sys
from pathlib import Path
from trainer.benchmarks.drawn_items import draw_items
Path(sys.argv[1]).mkdir(parents=True)
draw_items(Path(sys.argv[1]))
`;

function call(python: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(python, args, { cwd: trainerFolder, encoding: "utf8" });
  expect(status, stderr).toBe(0);
}

/** Files of a folder with an ending, as base64, under the names that they shall have. */
function filesOf(path: string, ending: string, rename: (name: string) => string): FolderFiles {
  const names = readdirSync(path).filter((name) => name.endsWith(ending));
  return Object.fromEntries(names.map((name) => [rename(name), readFileSync(join(path, name)).toString("base64")]));
}
