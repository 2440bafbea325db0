import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import { readEventPart } from "./eventLines";
import { isOver } from "./recordedRun";
import { RunQueue } from "./runQueue";
import { RunStore } from "./runStore";

/** Saves every five steps under another name, renames, then tells; it resumes from the last that is whole. */
const trainer = `
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
const folder = process.argv[process.argv.indexOf("--job") + 1];
const tell = (event) => appendFileSync(folder + "/curves.jsonl", JSON.stringify({ time: Date.now() / 1000, ...event }) + "\\n");
const saved = folder + "/checkpoints";
const states = folder + "/resume";
for (const path of [saved, states]) mkdirSync(path, { recursive: true });
let step = 0;
if (process.argv.includes("--resume")) tell({ kind: "resumed", step: (step = Math.max(...readdirSync(states).filter((name) => existsSync(states + "/" + name + "/resume.json")).map(Number))) });
else tell({ kind: "started", run: "r", recipe: "t", device: "CPU", worldSize: 1, items: 1, identities: 1, steps: 150, stepsPerEpoch: 1 });
setInterval(() => {
  if (step === 150) { tell({ kind: "finished", seconds: 1, best: null }); process.exit(0); }
  tell({ kind: "step", step: ++step, epoch: step, learningRate: 1, losses: { total: step }, gradNorm: null, imagesPerSecond: 1, memoryBytes: null });
  if (step % 5 !== 0) return;
  const partial = saved + "/" + step + ".partial";
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  writeFileSync(partial + "/model.onnx", String(step));
  rmSync(saved + "/" + step, { recursive: true, force: true });
  renameSync(partial, saved + "/" + step);
  mkdirSync(states + "/" + step, { recursive: true });
  writeFileSync(states + "/" + step + "/resume.json", "{}");
  tell({ kind: "checkpoint", step, path: "checkpoints/" + step, metrics: {} });
}, 8);`;

const moments = [0, 15, 40, 60, 90, 120, 150, 35, 210, 75];

it("resumes a trainer that was killed again and again, its checkpoints whole and its curve without a gap", async () => {
  const folder = mkdtempSync(join(tmpdir(), "killed-trainer-"));
  writeFileSync(join(folder, "trainer.mjs"), trainer);
  const recipe = { schema: 1, name: "t" } as const;
  const job = { schema: 1, itemsFolder: folder, device: "cpu", startWeights: null } as const;
  const queue = new RunQueue(new RunStore(join(folder, "runs")), {
    findTrainer: () => Promise.resolve({ file: process.execPath, args: [join(folder, "trainer.mjs")], env: {} }),
    judge: () => Promise.resolve({ folder: { recipe, job, items: { text: "" } }, items: 1, identities: 1 }),
    judgeRecipe: (recipe) => recipe,
    hasGpu: () => Promise.resolve(false),
  });
  await queue.open();
  const { id } = await queue.submit({ name: "n", recipe, folder: "f", items: "", device: "cpu", startWeights: null });
  const run = () => queue.read(id).run;
  const announced = new Set<number>();
  for (const moment of moments) {
    await expect.poll(() => queue.store.readProcess(id), { interval: 5, timeout: 10_000 }).not.toBeNull();
    await sleep(moment);
    const mark = await queue.store.readProcess(id);
    if (mark !== null && !isOver(run())) process.kill(mark.pid, "SIGKILL");
    await expect.poll(() => isOver(run()), { interval: 5, timeout: 10_000 }).toBe(true);
    if (run().phase === "finished") break;
    expect(run().phase).toBe("interrupted");
    for (const step of run().checkpoints) announced.add(step);
    await queue.resume(id);
    // The mark of the one before goes when the next one starts.
    await expect.poll(() => run().phase, { interval: 5, timeout: 10_000 }).not.toBe("waiting");
    await expect.poll(async () => (await queue.store.readProcess(id))?.began !== mark?.began).toBe(true);
  }
  await expect.poll(() => run().phase, { timeout: 20_000 }).toBe("finished");
  await queue.close();

  const { events } = await readEventPart(join(queue.folderOf(id), "curves.jsonl"), 0);
  const curve: number[] = [];
  for (const event of events) {
    if (event.kind === "resumed") curve.splice(curve.findLastIndex((step) => step <= event.step) + 1);
    if (event.kind === "step") curve.push(event.step);
  }
  expect(curve).toEqual(Array.from({ length: 150 }, (_, position) => position + 1));
  expect(run().checkpoints).toEqual(expect.arrayContaining([...announced]));
  for (const step of run().checkpoints) {
    const file = join(queue.folderOf(id), "checkpoints", String(step), "model.onnx");
    expect(existsSync(file) && readFileSync(file, "utf8")).toBe(String(step));
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
