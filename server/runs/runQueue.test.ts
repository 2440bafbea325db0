import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { CompanionRun, RunPhase, RunRequest } from "../../src/contracts/companionRuns";
import { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import { DatasetRoots } from "../datasets/datasetRoots";
import type { TrainerProgram } from "../jobs/runTrainer";
import { isAlive, type ProcessMark } from "./processMark";
import { judgeRun } from "./newRun";
import { RunQueue } from "./runQueue";
import { RunStore } from "./runStore";

/** A trainer of ten lines: as many steps as the recipe says, a checkpoint every two; SIGTERM saves and stops. */
const script = `
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
const folder = process.argv[process.argv.indexOf("--job") + 1];
const { steps, pauseMs, crash, run } = { ...JSON.parse(readFileSync(folder + "/recipe.json")), ...JSON.parse(readFileSync(folder + "/job.json")) };
const tell = (event) => appendFileSync(folder + "/curves.jsonl", JSON.stringify({ time: Date.now() / 1000, ...event }) + "\\n");
let step = 0;
const keep = () => { mkdirSync(folder + "/resume/" + step, { recursive: true }); writeFileSync(folder + "/resume/" + step + "/resume.json", "{}"); };
const save = () => { mkdirSync(folder + "/checkpoints/" + step, { recursive: true }); keep(); tell({ kind: "checkpoint", step, path: "checkpoints/" + step, metrics: {} }); };
if (process.argv.includes("--resume")) tell({ kind: "resumed", step: (step = Math.max(...readdirSync(folder + "/resume").map(Number))) });
else tell({ kind: "started", run, recipe: "tiny", device: "CPU", worldSize: 1, items: 4, identities: 2, steps, stepsPerEpoch: 2 });
console.log("hello from " + process.argv.slice(2).join(" "));
process.on("SIGTERM", () => { if (!existsSync(folder + "/stubborn")) { keep(); tell({ kind: "stopped", step }); process.exit(0); } });
if (crash === "told") { tell({ kind: "failed", name: "LossNotFiniteError", message: "NaN", hint: "lower" }); process.exit(1); }
if (crash === "untold") { console.error("ModuleNotFoundError: no torch"); process.exit(1); }
setInterval(() => {
  if (step === steps) { tell({ kind: "finished", seconds: 1, best: null }); process.exit(0); }
  step += 1;
  tell({ kind: "step", step, epoch: step / 2, learningRate: 0.1, losses: { total: 1 / step }, gradNorm: null, imagesPerSecond: 1, memoryBytes: null });
  if (step % 2 === 0) save();
}, pauseMs);
`;

let root = "";
let queues: RunQueue[] = [];
let program: TrainerProgram;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runs-"));
  mkdirSync(join(root, "pictures"));
  writeFileSync(join(root, "trainer.mjs"), script);
  program = { file: process.execPath, args: [join(root, "trainer.mjs")], env: {} };
});
afterEach(async () => {
  for (const queue of queues) {
    for (const { id } of queue.list().runs) {
      const mark = await queue.store.readProcess(id);
      if (mark !== null && isAlive(mark)) process.kill(mark.pid, "SIGKILL");
    }
    await queue.close();
  }
  queues = [];
  rmSync(root, { recursive: true, force: true });
});

async function openQueue(): Promise<RunQueue> {
  const roots = new DatasetRoots([{ name: "pictures", path: join(root, "pictures") }]);
  const checkpoints = new CheckpointRegistry([], null);
  const queue = new RunQueue(new RunStore(join(root, "runs")), {
    findTrainer: () => Promise.resolve(program),
    judge: (request) => judgeRun(request, roots, checkpoints),
    judgeRecipe: (recipe) => recipe,
    hasGpu: () => Promise.resolve(false),
  });
  await queue.open();
  queues.push(queue);
  return queue;
}

const request = (recipe: { steps: number; pauseMs?: number; crash?: string }): RunRequest => ({
  name: "first",
  recipe: { schema: 1, name: "tiny", pauseMs: 10, ...recipe },
  folder: "pictures",
  items:
    "path,label,split,is_query,is_gallery\na/1.png,a,train,0,1\na/2.png,a,train,0,1\nb/1.png,b,train,0,1\nc/1.png,c,test,1,0\n",
  device: "cpu",
  startWeights: null,
});

const slow = request({ steps: 1000, pauseMs: 40 });
const read = (queue: RunQueue, id: string): CompanionRun => queue.read(id).run;
const reaches = (queue: RunQueue, id: string, phase: RunPhase) =>
  expect.poll(() => read(queue, id).phase, { interval: 10, timeout: 10_000 }).toBe(phase);
const steps = (queue: RunQueue, id: string, count: number) =>
  expect.poll(() => read(queue, id).step, { interval: 10, timeout: 10_000 }).toBeGreaterThanOrEqual(count);
const markIn = async (queue: RunQueue, id: string): Promise<ProcessMark> => {
  const mark = await queue.store.readProcess(id);
  if (mark === null) throw new Error("no process");
  return mark;
};

it("trains from start to finish, and keeps what the trainer told and said", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(request({ steps: 4 }));
  expect(read(queue, id)).toMatchObject({ items: 3, identities: 2, recipe: "tiny" });
  await reaches(queue, id, "finished");
  expect(read(queue, id)).toMatchObject({ step: 4, steps: 4, checkpoints: [2, 4], failure: null });
  await expect.poll(() => read(queue, id).endedAt, { interval: 10 }).not.toBeNull();
  expect(readFileSync(join(queue.folderOf(id), "log.txt"), "utf8")).toContain(`train --job ${queue.folderOf(id)}`);
  expect(JSON.parse(readFileSync(join(queue.folderOf(id), "job.json"), "utf8"))).toMatchObject({
    schema: 1,
    run: id,
    itemsFolder: join(root, "pictures"),
    device: "cpu",
  });
});

it("runs one at a time on a device, in the order they came", async () => {
  const queue = await openQueue();
  const first = await queue.submit(slow);
  const second = await queue.submit({ ...request({ steps: 1 }), device: "auto" });
  const third = await queue.submit({ ...slow, device: "cuda" });
  await reaches(queue, first.id, "running");
  await reaches(queue, third.id, "running");
  expect(read(queue, second.id).phase).toBe("waiting");
  await queue.stop(first.id);
  await reaches(queue, second.id, "finished");
  expect(read(queue, first.id).phase).toBe("stopped");
});

it("stops where it stands, and resumes from there without a checkpoint", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(request({ steps: 60, pauseMs: 20 }));
  await steps(queue, id, 1);
  await queue.stop(id);
  await reaches(queue, id, "stopped");
  const { step } = read(queue, id);
  await queue.resume(id);
  await reaches(queue, id, "finished");
  const told = readFileSync(join(queue.folderOf(id), "curves.jsonl"), "utf8")
    .trim()
    .split("\n");
  const events = told.map((line) => JSON.parse(line) as { kind: string; step: number });
  expect(events.filter(({ kind }) => kind === "started")).toHaveLength(1);
  expect(events.find(({ kind }) => kind === "resumed")?.step).toBe(step);
  expect(events.filter(({ kind }) => kind === "step").map((event) => event.step)).toEqual(
    Array.from({ length: 60 }, (_, position) => position + 1),
  );
});

it("stops one that waits at once, and kills one that does not listen when it is asked again", async () => {
  const queue = await openQueue();
  const running = await queue.submit(slow);
  const waiting = await queue.submit(slow);
  expect((await queue.stop(waiting.id)).phase).toBe("stopped");
  writeFileSync(join(queue.folderOf(running.id), "stubborn"), "");
  await steps(queue, running.id, 1);
  await queue.stop(running.id);
  const { step } = read(queue, running.id);
  await steps(queue, running.id, step + 2);
  expect(read(queue, running.id).phase).toBe("stopping");
  await queue.stop(running.id);
  await reaches(queue, running.id, "interrupted");
});

it("says that a trainer was killed, and resumes from its last checkpoint", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(slow);
  await steps(queue, id, 3);
  process.kill((await markIn(queue, id)).pid, "SIGKILL");
  await reaches(queue, id, "interrupted");
  expect(read(queue, id).failure?.message).toContain("SIGKILL");
  await queue.resume(id);
  await reaches(queue, id, "running");
  expect(readFileSync(join(queue.folderOf(id), "curves.jsonl"), "utf8")).toMatch(/"kind":"resumed","step":\d*[02468]}/);
});

it("takes back what was told where there is no checkpoint to resume from", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(request({ steps: 2, crash: "told" }));
  await reaches(queue, id, "failed");
  expect(read(queue, id).failure).toEqual({ name: "LossNotFiniteError", message: "NaN", hint: "lower" });
  await queue.resume(id);
  expect(read(queue, id).failure).toBeNull();
  await reaches(queue, id, "failed");
  const kinds = readFileSync(join(queue.folderOf(id), "curves.jsonl"), "utf8").match(/"kind":"\w+"/g);
  expect(kinds).toEqual(["started", "failed", "resumed", "started", "failed"].map((kind) => `"kind":"${kind}"`));
});

it("tells the last words of a trainer that ended without telling why", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(request({ steps: 2, crash: "untold" }));
  await reaches(queue, id, "failed");
  expect(read(queue, id).failure?.message).toContain("ModuleNotFoundError: no torch");
});

it("fails where there is no Python, and goes on with the next", async () => {
  const queue = await openQueue();
  const good = program;
  program = { ...program, file: join(root, "no-python") };
  const { id } = await queue.submit(request({ steps: 1 }));
  await reaches(queue, id, "failed");
  expect(read(queue, id).failure?.name).toBe("TrainerUnavailableError");
  program = good;
  await queue.resume(id);
  await reaches(queue, id, "finished");
});

it("renames, duplicates with another recipe, and removes what does not run", async () => {
  const queue = await openQueue();
  const { id } = await queue.submit(slow);
  await steps(queue, id, 1);
  await queue.rename(id, "second");
  await expect(queue.remove(id)).rejects.toMatchObject({ name: "LockedElsewhereError" });
  await queue.stop(id);
  await reaches(queue, id, "stopped");
  expect(read(queue, id).name).toBe("second");
  const recipe = { schema: 1 as const, name: "other", steps: 1, pauseMs: 1 };
  const copy = await queue.duplicate(id, { name: "third", recipe, series: "steps" });
  expect(copy).toMatchObject({ name: "third", recipe: "other", step: 0, checkpoints: [], folder: "pictures" });
  expect([copy.series, "series" in read(queue, id)]).toEqual(["steps", false]);
  await reaches(queue, copy.id, "finished");
  await queue.remove(id);
  expect(() => queue.read(id)).toThrow(/none with the id/);
  expect(existsSync(join(root, "runs", id))).toBe(false);
});

describe("refuses", () => {
  const table = (rows: string) => ({ ...slow, items: `path,label,split,is_query,is_gallery\n${rows}` });
  it.each([
    ["an empty item table", table(""), "ItemTableFormatError", /the table has none/],
    ["items of one identity", table("1.png,a,train,0,1\n2.png,a,train,0,1\n"), "ItemTableFormatError", /2 of 1/],
    ["a path that leaves the folder", table("../1.png,a,train,0,1\n"), "ItemTableFormatError", /\.\./],
    ["a folder that it does not serve", { ...slow, folder: "other" }, "FolderReadError", /other/],
    ["a checkpoint that it does not have", { ...slow, startWeights: "x" }, "CheckpointFormatError", /x/],
  ])("%s", async (_what, asked, name, message) => {
    const queue = await openQueue();
    await expect(queue.submit(asked)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as string,
    });
    expect(queue.list().runs).toEqual([]);
    expect(existsSync(join(root, "runs"))).toBe(false);
  });

  it("not items of one identity where a recipe tells items apart", async () => {
    const queue = await openQueue();
    const recipe = { schema: 1 as const, name: "copies", labels: "item", steps: 1, pauseMs: 1 };
    const run = await queue.submit({ ...table("1.png,a,train,0,1\n2.png,a,train,0,1\n"), recipe });
    expect(run).toMatchObject({ items: 2, identities: 2 });
    await reaches(queue, run.id, "finished");
  });

  it("ids that would lead out of its folder", async () => {
    const queue = await openQueue();
    expect(() => queue.folderOf("../pictures")).toThrow(/none with the id/);
  });
});

describe("after the companion ended", () => {
  it("goes on reading a trainer that lives", async () => {
    const before = await openQueue();
    const { id } = await before.submit(request({ steps: 40, pauseMs: 25 }));
    await steps(before, id, 2);
    await before.close();
    const { pid } = await markIn(before, id);
    const after = await openQueue();
    expect(read(after, id).phase).toBe("running");
    expect((await markIn(after, id)).pid).toBe(pid);
    await reaches(after, id, "finished");
    expect(read(after, id).step).toBe(40);
  });

  it("takes in what was told while none watched, and says whether it was interrupted", async () => {
    const before = await openQueue();
    const { id } = await before.submit(slow);
    await steps(before, id, 1);
    await before.close();
    const { pid } = await markIn(before, id);
    const known = read(before, id).step;
    const curves = join(before.folderOf(id), "curves.jsonl");
    await expect.poll(() => readFileSync(curves, "utf8"), { interval: 10 }).toContain(`"step":${known + 3},`);
    process.kill(pid, "SIGKILL");
    const after = await openQueue();
    await reaches(after, id, "interrupted");
    expect(read(after, id).step).toBeGreaterThanOrEqual(known + 3);
  });

  it("does not take another process with the same number for its trainer", async () => {
    const before = await openQueue();
    const { id } = await before.submit(slow);
    await steps(before, id, 1);
    await before.close();
    process.kill((await markIn(before, id)).pid, "SIGKILL");
    await before.store.saveProcess(id, { pid: process.pid, began: "earlier" });
    await reaches(await openQueue(), id, "interrupted");
  });

  it("passes over a line that was cut off, and names a run whose state is unreadable", async () => {
    const before = await openQueue();
    const { id } = await before.submit(request({ steps: 2 }));
    await reaches(before, id, "finished");
    await before.close();
    appendFileSync(join(before.folderOf(id), "curves.jsonl"), '{"kind":"st');
    const broken = join(root, "runs", "20260101-000000000-abcdef");
    mkdirSync(broken);
    writeFileSync(join(broken, "state.json"), '{"schema":2}');
    const after = await openQueue();
    expect(after.list().runs.map((run) => run.id)).toEqual([id]);
    expect(after.list().broken).toEqual([
      { id: "20260101-000000000-abcdef", message: expect.stringContaining("schema 1") as string },
    ]);
    expect(existsSync(broken)).toBe(true);
  });
});
