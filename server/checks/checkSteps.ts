import { join } from "node:path";

import { buildKernels } from "../build/buildKernels";
import { root } from "../checkout";
import { environmentPython, trainerFolder } from "../environment/trainerPython";
import type { TrainerPython } from "./runCheckCommand";
import type { Command } from "./runProgram";
import { commandStep, type Step } from "./step";
import { tallyJunit, tallyVitest } from "./tally";

/** Where the runners write their reports. */
export const reports = join(root, ".studio", "reports");

/** The script of an installed package, run by this same Node. */
export function packageProgram(script: string, ...args: string[]): Command {
  return [process.execPath, join(root, "node_modules", script), ...args];
}

const sourceSteps: readonly Step[] = [
  commandStep({
    name: "format",
    commands: () => [packageProgram("prettier/bin/prettier.cjs", "--check", "--log-level=warn", ".")],
  }),
  commandStep({ name: "lint", commands: () => [packageProgram("eslint/bin/eslint.js", ".")] }),
  commandStep({
    name: "types",
    commands: () => [
      packageProgram("typescript/bin/tsc", "-b"),
      packageProgram("typescript/bin/tsc", "-p", "tsconfig.test.json"),
      packageProgram("typescript/bin/tsc", "-p", "tsconfig.test.worker.json"),
    ],
  }),
  commandStep({
    name: "floors",
    commands: () => [packageProgram("dependency-cruiser/bin/dependency-cruise.mjs", "src", "workers", "server", "e2e")],
  }),
];

const vitestReport = join(reports, "vitest.json");
const unitTests = commandStep({
  name: "unit tests",
  commands: async () => {
    buildKernels();
    // The connector's tests start a real server, whose environment takes a minute on a new machine.
    await environmentPython("milvus.lock", (line) => {
      console.log(`  ${line}`);
    });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`];
    return [packageProgram("vitest/vitest.mjs", "run", ...reporters)];
  },
  report: { file: vitestReport, read: tallyVitest },
});

const pytestReport = join(reports, "pytest.xml");
function pythonSteps(python: TrainerPython): readonly Step[] {
  const ruff =
    (...args: string[]) =>
    async (): Promise<Command[]> => [[await python(), "-m", "ruff", ...args]];
  return [
    commandStep({
      name: "Python lint",
      folder: trainerFolder,
      commands: ruff("check", "--output-format=concise", "."),
    }),
    commandStep({ name: "Python format", folder: trainerFolder, commands: ruff("format", "--check", ".") }),
    commandStep({
      name: "Python types",
      folder: trainerFolder,
      commands: async () => [packageProgram("pyright/index.js", "--pythonpath", await python())],
    }),
    commandStep({
      name: "Python tests",
      folder: trainerFolder,
      commands: async () => [[await python(), "-m", "pytest", `--junitxml=${pytestReport}`]],
      report: { file: pytestReport, read: tallyJunit },
    }),
  ];
}

/** Everything that `npm run check` runs. Python comes first: on a new machine its environment is long on its way. */
export function checkSteps(python: TrainerPython): readonly Step[] {
  return [...pythonSteps(python), ...sourceSteps, unitTests];
}
