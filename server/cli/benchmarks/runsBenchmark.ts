import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright";

import { companionRunSchema } from "../../../src/contracts/companionRuns";
import { seededRandom } from "../../../src/core/numeric/random";
import { buildPage } from "../../build/buildPage";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { openCompanionParts } from "../../companionParts";
import { makeToken } from "../../http/accessToken";
import { makeCompanion } from "../../http/companion";
import { listen } from "../../http/listen";
import { runFile } from "../../runs/runFiles";
import { makeProfile } from "./chromium";

const host = "127.0.0.1";
/** Values that a step tells: learning rate, two losses, gradient norm, pictures a second. */
const valuesOfStep = 5;

const line = {
  usage: "npm run bench -- runs [--runs N] [--points N] [--json]",
  summary: "Opens the Runs view on many long runs, and drags the curves; watches for tasks over 50 ms.",
  options: {
    runs: { value: "N", help: "how many (default: 100)" },
    points: { value: "N", help: "points of each run, over all its curves (default: 100000)" },
    json: { help: "print one JSON object" },
  },
} satisfies CommandLine<string>;

interface RunsResult {
  /** From the address to a row for every run. */
  readonly tableMs: number;
  /** From the address to the curves of the runs that are drawn at first, complete. */
  readonly drawnMs: number;
  readonly openingTasks: LongTasks;
  readonly panTasks: LongTasks;
  readonly panFrames: number;
}

interface LongTasks {
  readonly count: number;
  readonly longestMs: number;
}

export async function benchmarkRuns(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const runs = readWholeNumber("runs", values.get("runs") ?? "100", [1, 1000]);
  const points = readWholeNumber("points", values.get("points") ?? "100000", [100, 10_000_000]);
  const result = await measure(runs, points);
  if (switches.has("json")) console.log(JSON.stringify({ schema: 1, runs, points, ...result }));
  else print(runs, points, result);
  return 0;
}

async function measure(runs: number, points: number): Promise<RunsResult> {
  const work = mkdtempSync(join(tmpdir(), "studio-runs-"));
  writeRuns(join(work, "runs"), runs, points);
  const parts = await openCompanionParts({ data: [], checkpoints: null, weights: null, work });
  const token = makeToken();
  const companion = await makeCompanion({
    dist: await buildPage(),
    host,
    token,
    isIsolated: true,
    routes: parts.routes,
  });
  const profile = makeProfile();
  try {
    const address = await listen(companion, host, null);
    const browser = await profile.open();
    const warm = await browser.newPage();
    await warm.goto(`${address}?token=${token}`);
    await warm.close();
    const page = await browser.newPage();
    await page.addInitScript(watch);
    const started = performance.now();
    await page.goto(`${address}?page=runs&backend=wasm`);
    await page.getByRole("row", { name: new RegExp(`run ${runs - 1}\\b`) }).waitFor();
    const tableMs = performance.now() - started;
    await page.waitForFunction(
      () => document.querySelector("figure canvas") !== null && !document.body.innerText.includes("Reading the curves"),
    );
    const drawnMs = performance.now() - started;
    const openingTasks = await page.evaluate(takeLongTasks);
    const panFrames = await pan(page);
    return { tableMs, drawnMs, openingTasks, panTasks: await page.evaluate(takeLongTasks), panFrames };
  } finally {
    await profile.remove();
    await Promise.all([companion.close(), parts.close()]);
    rmSync(work, { recursive: true, force: true });
  }
}

/** Zooms into the first figure, then drags it to and fro for five seconds. */
async function pan(page: Page): Promise<number> {
  const figure = page.locator("figure canvas").first();
  const box = await figure.boundingBox();
  if (box === null) throw new Error("the first figure is not shown");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -240);
  await page.evaluate(takeLongTasks);
  const before = await page.evaluate(() => window.frames_ ?? 0);
  await page.keyboard.down("Shift");
  await page.mouse.down();
  const started = performance.now();
  for (let step = 0; performance.now() - started < 5000; step++) {
    await page.mouse.move(x + 120 * Math.sin(step / 12), y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
  await page.keyboard.up("Shift");
  return (await page.evaluate(() => window.frames_ ?? 0)) - before;
}

declare global {
  interface Window {
    longTasks_?: number[];
    frames_?: number;
  }
}

function watch(): void {
  const tasks: number[] = [];
  window.longTasks_ = tasks;
  window.frames_ = 0;
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask" });
  requestAnimationFrame(function look() {
    window.frames_ = (window.frames_ ?? 0) + 1;
    requestAnimationFrame(look);
  });
}

/** Those since the last call. */
function takeLongTasks(): LongTasks {
  const tasks = window.longTasks_?.splice(0) ?? [];
  return { count: tasks.length, longestMs: Math.max(0, ...tasks) };
}

/** Folders of finished runs, as a companion leaves them. */
function writeRuns(folder: string, runs: number, points: number): void {
  const steps = Math.ceil(points / valuesOfStep);
  for (let at = 0; at < runs; at++) {
    const id = `20260101-000000${String(at).padStart(3, "0")}-abcdef`; // as the companion names them
    const own = join(folder, id);
    mkdirSync(join(own, "checkpoints"), { recursive: true });
    copyFileSync(join(root, "server/trainer/recipes/drawings-lite.json"), runFile(own, "recipe"));
    const curves = curvesOf(id, at, steps);
    writeFileSync(runFile(own, "curves"), curves);
    writeFileSync(runFile(own, "log"), "");
    const run = companionRunSchema.parse(finishedRun(id, at, steps));
    writeFileSync(runFile(own, "state"), JSON.stringify({ schema: 1, run, offset: Buffer.byteLength(curves) }));
  }
}

function curvesOf(id: string, seed: number, steps: number): string {
  const random = seededRandom(seed);
  const lines: string[] = [];
  const began = { kind: "started", time: 0, run: id, recipe: "drawings-lite", device: "CPU", worldSize: 1 };
  lines.push(JSON.stringify({ ...began, items: 1000, identities: 100, steps, stepsPerEpoch: 100 }));
  for (let step = 1; step <= steps; step++) {
    const loss = 5 / (1 + step / 500) + 0.2 * random.normal();
    lines.push(
      JSON.stringify({
        kind: "step",
        time: step,
        step,
        epoch: step / 100,
        learningRate: 0.001,
        losses: { total: loss, contrastive: loss / 2 },
        gradNorm: Math.abs(random.normal()),
        imagesPerSecond: 100,
        memoryBytes: null,
      }),
    );
  }
  lines.push(JSON.stringify({ kind: "finished", time: steps, seconds: steps, best: null }));
  return `${lines.join("\n")}\n`;
}

function print(runs: number, points: number, result: RunsResult): void {
  const { tableMs, drawnMs, openingTasks, panTasks, panFrames } = result;
  console.log(
    [
      `${runs} runs of ${points.toLocaleString("en-US")} points`,
      `table after ${tableMs.toFixed(0)} ms, curves drawn after ${drawnMs.toFixed(0)} ms`,
      `opening: ${openingTasks.count} tasks over 50 ms, the longest ${openingTasks.longestMs.toFixed(0)} ms`,
      `panning for 5 s: ${panTasks.count} tasks over 50 ms, the longest ${panTasks.longestMs.toFixed(0)} ms, ${panFrames} frames`,
    ].join("\n"),
  );
}

function finishedRun(id: string, at: number, steps: number): unknown {
  return {
    id,
    name: `run ${at}`,
    recipe: "drawings-lite",
    phase: "finished",
    stage: "finished",
    createdAt: 1_000_000 + at,
    startedAt: 1_000_000 + at,
    endedAt: 1_000_000 + at + steps,
    heardAt: 1_000_000 + at + steps,
    device: "cpu",
    folder: "drawings",
    items: 1000,
    identities: 100,
    startWeights: null,
    step: steps,
    steps,
    metrics: {},
    checkpoints: [],
    best: null,
    failure: null,
  };
}
