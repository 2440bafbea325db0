import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import { z } from "zod";

import type { EmbeddedExport, EmbeddedOnBoth } from "../../../e2e/harness/drawingsTrial";
import { parseItemTable } from "../../../src/core/dataset/itemTable";
import { sheetOf } from "../../../src/core/dataset/sheet";
import { StudioError } from "../../../src/core/errors";
import type { MetricEstimate } from "../../../src/core/metrics/metric";
import { estimateOf } from "../../../src/core/metrics/metricEstimates";
import { root, userFolder } from "../../checkout";
import { type CommandLine, helpText, readCommandLine } from "../../commandLine";
import type { NamedFolder } from "../../datasets/datasetRoots";
import { trainerFolder, trainerPython } from "../../environment/trainerPython";
import { withCompanionPage } from "./companionHarness";
import { compareTables, readExport, type TableComparison } from "./compareTables";

type Option = "folder" | "checkpoint" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- drawings --folder DIR [options]",
  summary:
    "Imports folders of drawings, embeds them in the page and on the companion, and compares the complete rankings of " +
    "both, beside the trainer's evaluate command on the same pictures. Ends with 1 where they differ too much.",
  options: {
    folder: { value: "DIR", help: "pictures to import; may be repeated, later ones join the first", isList: true },
    checkpoint: { value: "DIR", help: "the checkpoint's folder (public/models/default)" },
    json: { help: "print one JSON object" },
  },
};

/** How far page and companion may differ. */
const bounds = { equalFirstHits: 0.99, mAP: 0.002, gap: 2e-4 } as const;

const peerSchema = z.record(
  z.string(),
  z.object({ values: z.record(z.string(), z.number()), queries: z.int(), skipped: z.int() }),
);

/** `npm run bench -- drawings`. */
export async function benchmarkDrawings(args: readonly string[]): Promise<number> {
  const { switches, values, lists } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const data = readFolders(lists.get("folder") ?? []);
  const named = values.get("checkpoint");
  const checkpoint = named === undefined ? null : resolve(userFolder, named);
  const python = await trainerPython((text) => console.error(text));
  const both = await embedBoth(data, checkpoint);
  const comparison = await compareTables(readExport(both.page), readExport(both.companion));
  const peer = evaluateByTrainer(python, data, both.page.items, checkpoint ?? join(root, "public/models/default"));
  const missed = missedBounds(comparison);
  if (switches.has("json")) {
    const [page, companion] = [both.page, both.companion].map(summaryOf);
    console.log(JSON.stringify({ schema: 1, page, companion, comparison, peer, bounds, missed }));
  } else print(both, comparison, peer, missed);
  return missed.length === 0 ? 0 : 1;
}

function readFolders(paths: readonly string[]): NamedFolder[] {
  const folders = paths.map((path) => ({ name: basename(path), path: resolve(userFolder, path) }));
  const missing = folders.find(({ path }) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
  const isNamed = new Set(folders.map(({ name }) => name)).size === folders.length;
  if (folders.length > 0 && missing === undefined && isNamed) return folders;
  throw new StudioError(
    "CommandUsageError",
    `expected --folder to name folders of different names; found ${missing?.path ?? (paths.join(", ") || "none")}`,
    "For example: npm run bench -- drawings --folder patents --folder distractors",
  );
}

function embedBoth(data: readonly NamedFolder[], checkpoint: string | null): Promise<EmbeddedOnBoth> {
  // The page reads a checkpoint of its own origin: the companion serves its folder as it serves pictures.
  const served = checkpoint === null ? [] : [{ name: "the checkpoint", path: checkpoint }];
  const checkpoints = checkpoint === null ? null : dirname(checkpoint);
  return withCompanionPage({ data: [...data, ...served], checkpoints }, async (page) => {
    const names = data.map(({ name }) => name);
    return page.evaluate(
      async ([names, isServed]) => {
        const url = isServed ? await window.studio.folderFilesUrl("the checkpoint") : "/models/default/";
        return window.studio.embedOnBoth(names, url);
      },
      [names, checkpoint !== null] as const,
    );
  });
}

type Peer = z.infer<typeof peerSchema>[string];

/** The trainer's own figures of the same items: pictures and table in one folder, as it wants them. */
function evaluateByTrainer(
  python: string,
  data: readonly NamedFolder[],
  items: string,
  checkpoint: string,
): Peer | null {
  const folder = mkdtempSync(join(tmpdir(), "studio-drawings-"));
  try {
    for (const { itemId } of parseItemTable(items, "items.csv")) {
      const { path } = sheetOf(itemId);
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      copyFileSync(fileOf(data, path), join(folder, path));
    }
    const table = join(folder, "items.csv");
    writeFileSync(table, items);
    const args = ["-m", "trainer", "evaluate", "--items", table, "--checkpoint", checkpoint, "--json"];
    const { stdout, stderr, status } = spawnSync(python, args, { cwd: trainerFolder, encoding: "utf8" });
    if (status !== 0) throw new Error(`the trainer ended with ${status}: ${stderr}`);
    return Object.values(peerSchema.parse(JSON.parse(stdout)))[0] ?? null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file of an item: paths of later folders begin with the folder's name. */
function fileOf([first, ...others]: readonly NamedFolder[], path: string): string {
  const other = others.find(({ name }) => path.startsWith(`${name}/`));
  return other === undefined ? join(first?.path ?? "", path) : join(other.path, path.slice(other.name.length + 1));
}

function missedBounds({ queries, equalFirstHits, metrics, largestGap }: TableComparison): string[] {
  const share = equalFirstHits / queries;
  const distance = Math.abs(estimateOf(metrics[0], "mAP") - estimateOf(metrics[1], "mAP"));
  return [
    ...(share >= bounds.equalFirstHits ? [] : [`first hits equal for ${percent(share)} of the queries`]),
    ...(distance <= bounds.mAP ? [] : [`mAP differs by ${distance.toFixed(4)}`]),
    ...(largestGap < bounds.gap ? [] : [`a swapped pair is ${largestGap.toExponential(1)} apart`]),
  ];
}

function summaryOf({ counts, faults, failed, makers, seconds }: EmbeddedExport) {
  return { counts, faults, failed, makers, seconds };
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function print(both: EmbeddedOnBoth, comparison: TableComparison, peer: Peer | null, missed: readonly string[]): void {
  const { queries, gallery, metrics, equalFirstHits, equalRankings, swappedPairs, largestGap } = comparison;
  const { items, identities } = both.page.counts;
  const told = Object.entries(peer?.values ?? {}).map(([name, value]) => `${name} ${percent(value)}`);
  console.log(
    [
      `${items} items of ${identities} identities, ${queries} queries, ${gallery} in the gallery; ${both.page.faults} faults in import`,
      describe("page", both.page, metrics[0]),
      describe("companion", both.companion, metrics[1]),
      `trainer (evaluate): ${told.join(", ")}`,
      `smallest cosine of an item's two vectors: ${comparison.smallestCosine.toFixed(7)}`,
      `first hit equal for ${equalFirstHits} of ${queries} queries (${percent(equalFirstHits / queries)}); whole ranking equal for ${equalRankings}`,
      `${swappedPairs} pairs ordered differently, at most ${largestGap.toExponential(2)} apart in score`,
      missed.length === 0 ? "all bounds are met" : `missed: ${missed.join("; ")}`,
    ].join("\n"),
  );
}

function describe(
  where: string,
  { seconds, makers, failed }: EmbeddedExport,
  metrics: readonly MetricEstimate[],
): string {
  const of = (id: string): string => percent(estimateOf(metrics, id));
  return [
    `${where} (${makers.join("; ")}): ${seconds.toFixed(0)} s, ${failed} failed`,
    `  mAP ${of("mAP")}, rank-1 ${of("rank-1")}; averaged within identities first, ${of("mAP-per-identity")} and ${of("rank-1-per-identity")}`,
  ].join("\n");
}
