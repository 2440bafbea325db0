import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EmbedRound } from "../../../e2e/harness/embedTrial";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerFolder, trainerPython } from "../../environment/trainerPython";
import { type DrawingSize, makeDrawings } from "./benchDrawings";
import { type FileServer, serveFiles } from "./fileServer";
import { withHarnessPage } from "./harnessBrowser";
import { median } from "./median";

type Option = "pictures" | "rounds" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- embed [options]",
  summary:
    "Times the whole path from picture files to vectors in Chromium on WASM beside its own stages, each measured alone " +
    "on all cores, and beside the trainer's embed command (onnxruntime, all cores) on the same files.",
  options: {
    pictures: { value: "N", help: "files of each kind (32)" },
    rounds: { value: "N", help: "rounds, of which medians are taken (5)" },
    json: { help: "print one JSON object" },
  },
};

const kinds: Readonly<Record<string, DrawingSize>> = {
  "512 x 512 drawings": { width: 512, height: 512, bitDepth: 8 },
  "1345 x 1922 one-bit sheets": { width: 1345, height: 1922, bitDepth: 1 },
};

/** Medians of one kind of picture; milliseconds a picture, except where the name says otherwise. */
interface KindResult extends EmbedRound {
  readonly kind: string;
  readonly picturesPerSecond: number;
  /** 1 / (decode + preprocess + run): what the stages would allow with nothing lost between them. */
  readonly stagesPerSecond: number;
  readonly ratio: number;
  readonly peerPerSecond: number;
}

/** `npm run bench -- embed`. */
export async function benchmarkEmbed(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const pictures = readWholeNumber("pictures", values.get("pictures") ?? "32", [4, 10_000]);
  const rounds = readWholeNumber("rounds", values.get("rounds") ?? "5", [1, 100]);
  const python = await trainerPython((text) => console.error(text));
  const results: KindResult[] = [];
  for (const [kind, size] of Object.entries(kinds))
    results.push(await measure(kind, size, { pictures, rounds, python }));
  if (switches.has("json")) console.log(JSON.stringify({ schema: 1, pictures, rounds, kinds: results }));
  else print(results, versionOf(python));
  return 0;
}

interface Extent {
  readonly pictures: number;
  readonly rounds: number;
  readonly python: string;
}

async function measure(kind: string, size: DrawingSize, { pictures, rounds, python }: Extent): Promise<KindResult> {
  const folder = mkdtempSync(join(tmpdir(), "studio-embed-"));
  const files = makeDrawings(size, pictures, 7).map((bytes, i) => {
    writeFileSync(join(folder, `${i}.png`), bytes);
    return `${i}.png`;
  });
  const server = await serveFiles(folder);
  try {
    const measured = await measureInPage(server, files, rounds);
    const middle = (key: keyof EmbedRound) => median(measured.map((round) => round[key]));
    const [wholePath, decode, preprocess] = [middle("wholePath"), middle("decode"), middle("preprocess")];
    const [run, runWithThreads] = [middle("run"), middle("runWithThreads")];
    const stages = decode + preprocess + Math.min(run, runWithThreads);
    return {
      ...{ kind, wholePath, decode, preprocess, run, runWithThreads },
      picturesPerSecond: 1000 / wholePath,
      stagesPerSecond: 1000 / stages,
      ratio: median(measured.map((round) => stagesOf(round) / round.wholePath)),
      peerPerSecond: peerRate(python, folder, files),
    };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stagesOf({ decode, preprocess, run, runWithThreads }: EmbedRound): number {
  return decode + preprocess + Math.min(run, runWithThreads);
}

function measureInPage(server: FileServer, files: readonly string[], rounds: number): Promise<EmbedRound[]> {
  const urls = files.map((file) => `${server.address}/${file}`);
  return withHarnessPage((page) =>
    page.evaluate(([urls, rounds]) => window.studio.timeEmbedding(urls, rounds), [urls, rounds] as const),
  );
}

/** Pictures a second of the trainer on the same files, as its last line of progress says. */
export function peerRate(python: string, folder: string, files: readonly string[]): number {
  const rows = files.map((file) => `${file},any,test,0,1`);
  const items = join(folder, "items.csv");
  writeFileSync(items, ["path,label,split,is_query,is_gallery", ...rows].join("\n"));
  const checkpoint = join(root, "public/models/default");
  const args = ["-m", "trainer", "embed", "--items", items, "--checkpoint", checkpoint];
  const { stderr } = spawnSync(python, [...args, "--out", join(folder, "vectors.npz")], {
    cwd: trainerFolder,
    encoding: "utf8",
  });
  const rates = [...stderr.matchAll(/([\d.,]+) a second/g)];
  return Number(rates.at(-1)?.[1]?.replaceAll(",", "") ?? NaN);
}

/** The peer's version and threads. */
export function versionOf(python: string): string {
  const code = "import onnxruntime, os; print(f'onnxruntime {onnxruntime.__version__}, {os.cpu_count()} threads')";
  return execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
}

function print(results: readonly KindResult[], peer: string): void {
  const milliseconds = (value: number): string => `${value.toFixed(1).padStart(8)} ms a picture`;
  for (const result of results) {
    console.log(
      [
        result.kind,
        `  decode alone, all cores        ${milliseconds(result.decode)}`,
        `  preprocess alone, all cores    ${milliseconds(result.preprocess)}`,
        `  run alone, a worker a core     ${milliseconds(result.run)}`,
        `  run alone, one worker, threads ${milliseconds(result.runWithThreads)}`,
        `  whole path (embedFiles)        ${milliseconds(result.wholePath)}, ${result.picturesPerSecond.toFixed(1)} a second`,
        `  the stages allow               ${result.stagesPerSecond.toFixed(1)} a second: ratio ${result.ratio.toFixed(2)}`,
        `  peer: the trainer, ${peer}: ${result.peerPerSecond.toFixed(0)} a second`,
      ].join("\n"),
    );
  }
}
