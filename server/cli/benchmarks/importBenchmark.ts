import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Page } from "playwright";
import { z } from "zod";

import type { ImportTimes } from "../../../e2e/harness/importTrial";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { makeProfile } from "./chromium";
import { dropFolder } from "./dropFolder";
import { buildHarness, serveHarness } from "./harness";
import { makePatentTree, type PatentTree } from "./patentTree";
import { pageBytes } from "./scrollTimes";

const line = {
  usage: "npm run bench -- import [--files N] [--json]",
  summary:
    "Drops a folder in the shape of DeepPatent on the page and imports it: listing, item table, library. The peer is a " +
    "plain Node script that walks the same folder and builds the same table with the same importers.",
  options: {
    files: { value: "N", help: "pictures in the folder (default: 350000)" },
    json: { help: "print one JSON object" },
  },
} satisfies CommandLine<string>;

/** What the goal allows. */
const mostSeconds = 60;
const mostTaskMs = 100;
const mostPageBytes = 600e6;

const peerSchema = z.object({ listMs: z.number(), totalMs: z.number(), items: z.number(), bytes: z.number() });
type PeerTimes = z.infer<typeof peerSchema>;

interface Report {
  readonly files: number;
  readonly studio: ImportTimes & { readonly bytes: number; readonly peakBytes: number };
  readonly peer: PeerTimes;
}

export async function benchmarkImport(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const tree = makePatentTree(readWholeNumber("files", values.get("files") ?? "350000", [1, 5_000_000]));
  try {
    const report = { files: tree.files, studio: await importInPage(tree), peer: await importInNode(tree) };
    console.log(switches.has("json") ? JSON.stringify({ schema: 1, ...report }) : describe(report));
    return isWithinGoal(report) ? 0 : 1;
  } finally {
    tree.remove();
  }
}

async function importInPage(tree: PatentTree): Promise<Report["studio"]> {
  await buildHarness();
  const harness = await serveHarness({ isIsolated: true });
  const profile = makeProfile("--enable-blink-features=ForceEagerMeasureMemory");
  try {
    const browser = await profile.open();
    const page = await browser.newPage();
    await page.goto(harness.address);
    const importing = page.evaluate(() => window.studio.importNextDrop());
    await dropFolder(page, [tree.folder]);
    const times = await importing;
    const bytes = await pageBytes(page);
    // Measuring memory collects garbage, which takes time: the peak is looked for in an import of its own.
    await page.reload();
    const again = page.evaluate(() => window.studio.importNextDrop());
    await dropFolder(page, [tree.folder]);
    return { ...times, bytes, peakBytes: await peakWhile(page, again) };
  } finally {
    await profile.remove();
    await harness.close();
  }
}

async function peakWhile(page: Page, work: Promise<unknown>): Promise<number> {
  const finished = work.then(() => true);
  const pending = Promise.resolve(false);
  let peak = 0;
  while (!(await Promise.race([finished, pending]))) peak = Math.max(peak, await pageBytes(page));
  return peak;
}

async function importInNode(tree: PatentTree): Promise<PeerTimes> {
  const script = join(root, "server/cli/benchmarks/importPeer.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, tree.folder], {
    cwd: root,
  });
  return peerSchema.parse(JSON.parse(stdout));
}

function isWithinGoal({ studio }: Report): boolean {
  const seconds = (studio.proposeMs + studio.keepMs) / 1000;
  const isQuick = seconds <= mostSeconds && Math.max(0, ...studio.longTasksMs) <= mostTaskMs;
  return isQuick && studio.peakBytes <= mostPageBytes && studio.faults === 0;
}

function describe({ files, studio, peer }: Report): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const totalMs = studio.proposeMs + studio.keepMs;
  return [
    `${files.toLocaleString("en-US")} files, taken for ${studio.layout}: ${studio.counts.items.toLocaleString("en-US")} items of ${studio.counts.identities.toLocaleString("en-US")} identities, ${studio.faults} faults`,
    `listing and table ${seconds(studio.proposeMs)} (listing ${seconds(studio.listMs)}), kept in the library after ${seconds(studio.keepMs)} more`,
    `peer: Node ${process.version} with fs and the same importers ${seconds(peer.totalMs)} (listing ${seconds(peer.listMs)}), ${megabytes(peer.bytes)} resident`,
    `ratio ${(totalMs / peer.totalMs).toFixed(2)}`,
    `tasks of the page over 50 ms: ${studio.longTasksMs.length}, the longest ${Math.max(0, ...studio.longTasksMs).toFixed(0)} ms; progress told ${studio.progressCalls} times`,
    `page with its workers: ${megabytes(studio.bytes)} afterwards, ${megabytes(studio.peakBytes)} at most while it imports`,
  ].join("\n");
}
