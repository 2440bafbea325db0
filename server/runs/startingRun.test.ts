import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import type { CompanionRun, RunRequest } from "../../src/contracts/companionRuns";
import type { FindTrainer } from "../jobs/runTrainer";
import { isAlive } from "./processMark";
import { RunQueue } from "./runQueue";
import { RunStore } from "./runStore";

let root = "";
let queue: RunQueue;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "starting-"));
});
afterEach(async () => {
  await queue.close();
  rmSync(root, { recursive: true, force: true });
});

const request: RunRequest = {
  name: "n",
  recipe: { schema: 1, name: "tiny" },
  folder: "f",
  items: "",
  device: "cpu",
  startWeights: null,
};

async function openQueue(findTrainer: FindTrainer, store = new RunStore(join(root, "runs"))): Promise<void> {
  const job = { schema: 1, itemsFolder: root, device: "cpu", startWeights: null } as const;
  queue = new RunQueue(store, {
    findTrainer,
    judge: ({ recipe }) => Promise.resolve({ folder: { recipe, job, items: { text: "" } }, items: 4, identities: 2 }),
    judgeRecipe: (recipe) => recipe,
    hasGpu: () => Promise.resolve(false),
  });
  await queue.open();
}

const becomes = (id: string, part: Partial<CompanionRun>) =>
  expect.poll(() => queue.read(id).run, { interval: 10, timeout: 10_000 }).toMatchObject(part);

/** Sets up Python until it is told to end. */
const slowSetUp: FindTrainer = (signal, onProgress) => {
  onProgress("downloading torch");
  return new Promise((_resolve, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
  );
};

it("says how far Python's set-up is, and ends it where the run is stopped", async () => {
  await openQueue(slowSetUp);
  const { id } = await queue.submit(request);
  await becomes(id, { phase: "starting", stage: "setting up Python: downloading torch" });
  await queue.stop(id);
  await becomes(id, { phase: "stopped", failure: null });
  expect(queue.read(id).run.endedAt).not.toBeNull();
  expect(existsSync(join(queue.folderOf(id), "pid"))).toBe(false);
});

it("waits again where the companion ended while Python was set up", async () => {
  await openQueue(slowSetUp);
  const { id } = await queue.submit(request);
  await becomes(id, { phase: "starting" });
  await queue.close();
  const trainer = join(root, "trainer.mjs");
  writeFileSync(trainer, "process.exit(0);");
  await openQueue(() => Promise.resolve({ file: process.execPath, args: [trainer], env: {} }));
  await becomes(id, { phase: "interrupted" });
  expect(queue.read(id).run.failure?.message).toContain("without saying why");
});

it("has stopped a trainer that cannot listen yet", async () => {
  const trainer = join(root, "trainer.mjs");
  writeFileSync(trainer, "setInterval(() => {}, 1000);");
  await openQueue(() => Promise.resolve({ file: process.execPath, args: [trainer], env: {} }));
  const { id } = await queue.submit(request);
  await expect.poll(() => queue.store.readProcess(id), { interval: 10 }).not.toBeNull();
  await queue.stop(id);
  await becomes(id, { phase: "stopped", failure: null });
  const mark = await queue.store.readProcess(id);
  expect(mark === null || isAlive(mark)).toBe(false);
});

it("leaves nothing of a run whose state the disk has no room for", async () => {
  class FullStore extends RunStore {
    override save(): Promise<void> {
      return Promise.reject(Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" }));
    }
  }
  await openQueue(slowSetUp, new FullStore(join(root, "runs")));
  await expect(queue.submit(request)).rejects.toMatchObject({ code: "ENOSPC" });
  expect(queue.list().runs).toEqual([]);
  expect(readdirSync(join(root, "runs"))).toEqual([]);
});
