import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { DatasetRound } from "../../../e2e/harness/datasetTrial";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerPython } from "../../environment/trainerPython";
import { makeDrawings } from "./benchDrawings";
import { peerRate, versionOf } from "./embedBenchmark";
import { serveFiles } from "./fileServer";
import { withHarnessPage } from "./harnessBrowser";
import { median } from "./median";

type Option = "pictures" | "rounds" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- dataset [options]",
  summary:
    "Imports drawings into the library of Chromium and times embedding the whole data set on WASM, table and journal " +
    "included, beside its stages, each measured alone on all cores, and beside the trainer's embed command.",
  options: {
    pictures: { value: "N", help: "drawings of 512 x 512 (300)" },
    rounds: { value: "N", help: "rounds, of which medians are taken (3)" },
    json: { help: "print one JSON object" },
  },
};

const size = { width: 512, height: 512, bitDepth: 8 } as const;

/** `npm run bench -- dataset`. */
export async function benchmarkDataset(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const pictures = readWholeNumber("pictures", values.get("pictures") ?? "300", [64, 100_000]);
  const rounds = readWholeNumber("rounds", values.get("rounds") ?? "3", [1, 100]);
  const python = await trainerPython((text) => console.error(text));
  const folder = mkdtempSync(join(tmpdir(), "studio-dataset-"));
  const files = makeDrawings(size, pictures, 7).map((bytes, i) => {
    writeFileSync(join(folder, `${i}.png`), bytes);
    return `${i}.png`;
  });
  const server = await serveFiles(folder);
  try {
    const urls = files.map((file) => `${server.address}/${file}`);
    const measured = await withHarnessPage((page) =>
      page.evaluate(([urls, rounds]) => window.studio.timeDataset(urls, rounds), [urls, rounds] as const),
    );
    const result = { pictures, rounds, ...summarize(measured), peerPerSecond: peerRate(python, folder, files) };
    if (switches.has("json")) console.log(JSON.stringify({ schema: 1, ...result }));
    else print(result, versionOf(python));
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

/** Medians; milliseconds a picture, except where the name says otherwise. */
interface DatasetResult extends DatasetRound {
  readonly picturesPerSecond: number;
  /** 1 / (decode + preprocess + run): what the stages would allow with nothing lost between them. */
  readonly stagesPerSecond: number;
  readonly ratio: number;
}

function summarize(measured: readonly DatasetRound[]): DatasetResult {
  const middle = (key: keyof DatasetRound) => median(measured.map((round) => round[key]));
  const stagesOf = ({ decode, preprocess, run }: DatasetRound) => decode + preprocess + run;
  return {
    ...{
      wholePath: middle("wholePath"),
      decode: middle("decode"),
      preprocess: middle("preprocess"),
      run: middle("run"),
    },
    picturesPerSecond: 1000 / middle("wholePath"),
    stagesPerSecond: 1000 / median(measured.map(stagesOf)),
    ratio: median(measured.map((round) => stagesOf(round) / round.wholePath)),
  };
}

function print(result: DatasetResult & { readonly peerPerSecond: number }, peer: string): void {
  const milliseconds = (value: number): string => `${value.toFixed(1).padStart(8)} ms a picture`;
  console.log(
    [
      `decode alone, all cores     ${milliseconds(result.decode)}`,
      `preprocess alone, all cores ${milliseconds(result.preprocess)}`,
      `run alone, a worker a core  ${milliseconds(result.run)}`,
      `whole data set              ${milliseconds(result.wholePath)}, ${result.picturesPerSecond.toFixed(1)} a second`,
      `the stages allow            ${result.stagesPerSecond.toFixed(1)} a second: ratio ${result.ratio.toFixed(2)}`,
      `peer: the trainer, ${peer}: ${result.peerPerSecond.toFixed(0)} a second`,
    ].join("\n"),
  );
}
