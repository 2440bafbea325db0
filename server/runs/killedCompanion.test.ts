import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, beforeEach, expect, it } from "vitest";

import { root } from "../checkout";
import { isAlive } from "./processMark";
import { RunQueue } from "./runQueue";
import { RunStore } from "./runStore";

let folder = "";
let companion: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "killed-"));
});
afterEach(() => {
  companion?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const trainer = `
import { appendFileSync } from "node:fs";
const folder = process.argv[process.argv.indexOf("--job") + 1];
const tell = (event) => appendFileSync(folder + "/curves.jsonl", JSON.stringify({ time: Date.now() / 1000, ...event }) + "\\n");
let step = 0;
setInterval(() => {
  if (step === 400) { tell({ kind: "finished", seconds: 1, best: null }); process.exit(0); }
  tell({ kind: "step", step: ++step, epoch: 0, learningRate: 0, losses: {}, gradNorm: null, imagesPerSecond: 1, memoryBytes: null });
}, 10);`;

/** What stands for the companion: a queue in a process of its own, which prints the id once the run has told ten steps. */
const program = (trainerPath: string): string => `
import { RunQueue } from ${JSON.stringify(join(root, "server/runs/runQueue.ts"))};
import { RunStore } from ${JSON.stringify(join(root, "server/runs/runStore.ts"))};
const recipe = { schema: 1, name: "tiny" };
const job = { schema: 1, itemsFolder: "/", device: "cpu", startWeights: null };
const queue = new RunQueue(new RunStore(${JSON.stringify(join(folder, "runs"))}), {
  findTrainer: async () => ({ file: process.execPath, args: [${JSON.stringify(trainerPath)}], env: {} }),
  judge: async () => ({ folder: { recipe, job, items: { text: "" } }, items: 1, identities: 1 }),
  judgeRecipe: (recipe) => recipe,
  hasGpu: async () => false,
});
await queue.open();
const { id } = await queue.submit({ name: "n", recipe, folder: "f", items: "", device: "cpu", startWeights: null });
const timer = setInterval(() => { if (queue.read(id).run.step >= 10) { clearInterval(timer); console.log(id); } }, 10);
`;

it("loses nothing of a run whose companion is killed", { timeout: 60_000 }, async () => {
  const trainerPath = join(folder, "trainer.mjs");
  const programPath = join(folder, "companion.mts");
  writeFileSync(trainerPath, trainer);
  writeFileSync(programPath, program(trainerPath));
  companion = spawn(process.execPath, ["--import", "tsx", programPath], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { stdout } = companion;
  if (stdout === null) throw new Error("no output");
  const id = await new Promise<string>((resolve) => createInterface({ input: stdout }).on("line", resolve));
  const gone = new Promise((resolve) => companion?.on("exit", resolve));
  companion.kill("SIGKILL");
  await gone;

  const queue = new RunQueue(new RunStore(join(folder, "runs")), {
    findTrainer: () => Promise.reject(new Error("nothing is started anew")),
    judge: () => Promise.reject(new Error("nothing is asked for")),
    judgeRecipe: (recipe) => recipe,
    hasGpu: () => Promise.resolve(false),
  });
  await queue.open();
  const mark = await queue.store.readProcess(id);
  expect(mark !== null && isAlive(mark)).toBe(true);
  expect(queue.read(id).run.phase).toBe("running");
  await expect.poll(() => queue.read(id).run.endedAt, { timeout: 30_000 }).not.toBeNull();
  expect(queue.read(id).run).toMatchObject({ phase: "finished", step: 400 });
  await queue.close();
});
