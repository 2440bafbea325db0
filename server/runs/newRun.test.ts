import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";

import type { RunRequest } from "../../src/contracts/companionRuns";
import { root } from "../checkout";
import { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import { DatasetRoots } from "../datasets/datasetRoots";
import { judgeRun } from "./newRun";

const shipped = join(root, "public/models/default");
const { id: startWeights } = z
  .object({ id: z.string() })
  .parse(JSON.parse(readFileSync(join(shipped, "checkpoint.json"), "utf8")));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "new-run-"));
  mkdirSync(join(folder, "checkpoints/40"), { recursive: true });
  mkdirSync(join(folder, "weights"));
  copyFileSync(join(shipped, "checkpoint.json"), join(folder, "checkpoints/40/checkpoint.json"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const request: RunRequest = {
  name: "n",
  recipe: { schema: 1, name: "tiny" },
  folder: "pictures",
  items: "path,label,split,is_query,is_gallery\n1.png,a,train,0,1\n2.png,b,train,0,1\n",
  device: "cpu",
  startWeights,
};
const judge = () => {
  const roots = new DatasetRoots([{ name: "pictures", path: folder }]);
  return judgeRun(request, roots, new CheckpointRegistry([join(folder, "checkpoints/40")], null));
};

it("starts from a checkpoint whose run kept the weights to train on", async () => {
  writeFileSync(join(folder, "weights/40.safetensors"), "");
  expect((await judge()).folder.job.startWeights).toBe(join(folder, "checkpoints/40"));
});

it("refuses to start from a checkpoint that holds nothing but a network that is done", async () => {
  writeFileSync(join(folder, "weights/20.safetensors"), "");
  await expect(judge()).rejects.toMatchObject({
    name: "CheckpointFormatError",
    message: expect.stringMatching(/none of ".+" at .*weights\/40\.safetensors/) as string,
  });
});
