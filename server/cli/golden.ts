// Golden files: outputs of the authors' own code, against every implementation of the algorithm, in both languages.
import { join, resolve } from "node:path";

import { root, userFolder } from "../checkout";
import { helpText, readCommandLine, runCommand } from "../commandLine";
import { trainerPython } from "../environment/trainerPython";
import { type GoldenFile, readGoldenFiles } from "./golden/goldenFile";
import { findUntried, type GoldenResult, runInTypescript } from "./golden/goldenResult";
import { runInPython } from "./golden/trainerGolden";

const commandLine = {
  usage: "npm run golden -- [--dir DIR] [--only GLOB,GLOB] [--json]",
  summary:
    "Runs golden files against every implementation of them, TypeScript and Python. Status 1 if anything failed.",
  options: {
    dir: { value: "DIR", help: "folder of golden files; the project's own copy by default" },
    only: { value: "GLOB,GLOB", help: "files to run, without .json; * stands for any text" },
    json: { help: "print one JSON object" },
  },
} as const;

async function golden(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(commandLine, args);
  if (switches.has("help")) {
    console.log(helpText(commandLine));
    return 0;
  }
  const dir = values.get("dir");
  const folder = dir === undefined ? join(root, "src/contracts/golden/reference") : resolve(userFolder, dir);
  const patterns = (values.get("only") ?? "*").split(",").map((pattern) => pattern.trim());
  const files = readGoldenFiles(folder, patterns);
  const results = await runAll(folder, files);
  const failed = results.some((result) => result.passed < result.total);
  if (switches.has("json")) console.log(JSON.stringify({ schema: 1, passed: !failed, results }));
  else print(results);
  return failed ? 1 : 0;
}

async function runAll(folder: string, files: readonly GoldenFile[]): Promise<GoldenResult[]> {
  // Standard output may be JSON that another program reads.
  const python = await trainerPython((line) => {
    console.error(line);
  });
  const names = files.map((file) => file.name);
  const inTypescript = await Promise.all(files.map(runInTypescript));
  const tried = [...inTypescript.filter((result) => result !== null), ...(await runInPython(python, folder, names))];
  const results = [...tried, ...files.flatMap((file) => findUntried(file, tried) ?? [])];
  return results.filter((result) => result.total > 0).toSorted((a, b) => names.indexOf(a.file) - names.indexOf(b.file));
}

function print(results: readonly GoldenResult[]): void {
  const width = (textOf: (result: GoldenResult) => string): number =>
    Math.max(...results.map((result) => textOf(result).length));
  const fileWidth = width((result) => result.file);
  const implementationWidth = width((result) => result.implementation);
  for (const { file, implementation, passed, total, failures } of results) {
    console.log(`${file.padEnd(fileWidth)}  ${implementation.padEnd(implementationWidth)}  ${passed}/${total}`);
    for (const failure of failures) console.log(`  ${failure.case}: ${failure.message}`);
  }
  const sum = (count: (result: GoldenResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const passed = sum((result) => result.passed);
  console.log(`${passed} passed, ${sum((result) => result.total) - passed} failed`);
}

runCommand(golden);
