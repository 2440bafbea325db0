import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { BrowserContext } from "playwright";

import { checkpointManifestSchema } from "../../../src/contracts/checkpoint";
import { parseItemTable } from "../../../src/core/dataset/itemTable";
import { buildPage } from "../../build/buildPage";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine } from "../../commandLine";
import { makeToken } from "../../http/accessToken";
import { makeCompanion } from "../../http/companion";
import { listen } from "../../http/listen";
import { makeProfile } from "./chromium";
import { buildHarness, serveHarness } from "./harness";
import { median } from "./median";
import { dropAndDraw, openStudio } from "./studioTimes";

const host = "127.0.0.1";
const opens = 7;
const drops = 20;

const line = {
  usage: "npm run bench -- start [--json]",
  summary:
    "Times the studio on WASM with a warm cache: from opening the page to the first possible query, and from a drop to " +
    "the drawn ranking of the sample gallery. The peer is the bare network in onnxruntime-web on an empty page.",
  options: { json: { help: "print one JSON object" } },
} satisfies CommandLine<string>;

/** Medians in milliseconds; a ratio is the studio's time over the bare network's. */
interface StartResult {
  readonly openMs: number;
  readonly openColdMs: number;
  readonly bareOpenMs: number;
  readonly openRatio: number;
  readonly dropMs: number;
  readonly bareRunMs: number;
  readonly dropRatio: number;
}

export async function benchmarkStart(args: readonly string[]): Promise<number> {
  const { switches } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const result = await measure();
  if (switches.has("json")) console.log(JSON.stringify({ schema: 1, opens, drops, ...result }));
  else print(result);
  return 0;
}

async function measure(): Promise<StartResult> {
  const companion = await makeCompanion({
    dist: await buildPage(),
    host,
    token: makeToken(),
    isIsolated: true,
    routes: [],
  });
  await buildHarness();
  const harness = await serveHarness({ isIsolated: true });
  const profile = makeProfile();
  try {
    const address = `${await listen(companion, host, null)}?backend=wasm`;
    const openColdMs = await openOnce(await profile.open(), address);
    const browser = await profile.open();
    await openOnce(browser, address); // the engine's compiled code is kept from the second visit on
    await bareOnce(browser, harness.address, 0);
    const opened: number[] = [];
    const bareOpened: number[] = [];
    for (let run = 0; run < opens; run++) {
      opened.push(await openOnce(browser, address));
      bareOpened.push((await bareOnce(browser, harness.address, 0)).openMs);
    }
    const dropped = await timeDrops(browser, address);
    const { runMs } = await bareOnce(browser, harness.address, drops);
    const [openMs, bareOpenMs, dropMs, bareRunMs] = [opened, bareOpened, dropped, runMs].map(median) as Four;
    const ratios = { openRatio: openMs / bareOpenMs, dropRatio: dropMs / bareRunMs };
    return { openMs, openColdMs, bareOpenMs, dropMs, bareRunMs, ...ratios };
  } finally {
    await Promise.all([profile.remove(), companion.close(), harness.close()]);
  }
}

type Four = [number, number, number, number];

async function openOnce(browser: BrowserContext, address: string): Promise<number> {
  const page = await browser.newPage();
  const milliseconds = await openStudio(page, address);
  await page.close();
  return milliseconds;
}

async function bareOnce(browser: BrowserContext, address: string, runs: number) {
  const manifest = checkpointManifestSchema.parse(JSON.parse(readPublic("models/default/checkpoint.json").toString()));
  const page = await browser.newPage();
  await page.goto(address);
  const times = await page.evaluate(
    ([input, count]) => window.studio.timeBareNetwork("/models/default/model.onnx", input, count),
    [manifest.input, runs] as const,
  );
  await page.close();
  return times;
}

/** Each held-back query once: nothing that the page keeps can answer it. The first drop of a page is not counted. */
async function timeDrops(browser: BrowserContext, address: string): Promise<number[]> {
  const items = parseItemTable(readPublic("sample/items.csv").toString(), "items.csv");
  const queries = items.filter(({ isQuery }) => isQuery).slice(0, drops + 1);
  const page = await browser.newPage();
  await openStudio(page, address);
  const times: number[] = [];
  for (const { itemId } of queries) {
    const picture = { name: itemId, base64: readPublic(`sample/${itemId}`).toString("base64") };
    times.push(await dropAndDraw(page, picture));
  }
  await page.close();
  return times.slice(1);
}

function readPublic(path: string): Buffer {
  return readFileSync(join(root, "public", path));
}

function print(result: StartResult): void {
  const row = (name: string, ms: number): string => `${name.padEnd(58)}${ms.toFixed(0).padStart(7)} ms`;
  const ratio = (value: number): string => `${" ".repeat(60)}ratio ${value.toFixed(2)}`;
  console.log(
    [
      row(`page opened to first possible query, median of ${opens}`, result.openMs),
      row("  the same with an empty cache, once", result.openColdMs),
      row("  peer: bare onnxruntime-web to its first answer", result.bareOpenMs),
      ratio(result.openRatio),
      row(`drop to drawn ranking, median of ${drops}`, result.dropMs),
      row("  peer: one run of the bare network", result.bareRunMs),
      ratio(result.dropRatio),
    ].join("\n"),
  );
}
