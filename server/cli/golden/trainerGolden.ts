import { spawn } from "node:child_process";

import { z } from "zod";

import { StudioError } from "../../../src/core/errors";
import { trainerFolder } from "../../environment/trainerPython";
import type { GoldenResult } from "./goldenResult";

const resultsSchema = z.array(
  z.object({
    file: z.string(),
    /** null where the trainer has none of the file. */
    implementation: z.string().nullable(),
    passed: z.int().min(0),
    total: z.int().min(0),
    failures: z.array(z.object({ case: z.string(), message: z.string() })),
    cases: z.array(z.string()).optional(),
  }),
);

/**
 * Runs golden files against the trainer's side.
 *
 * @param python the interpreter of the trainer's environment
 * @param folder absolute
 * @param files names without `.json`
 * @throws TrainerUnavailableError if the trainer does not answer with results
 */
export async function runInPython(python: string, folder: string, files: readonly string[]): Promise<GoldenResult[]> {
  const args = ["-m", "trainer", "golden", "--dir", folder, "--only", files.join(","), "--json"];
  const trainer = spawn(python, args, {
    env: { ...process.env, PYTHONPATH: trainerFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  trainer.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  trainer.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // The exit status says only whether all passed, which the results say better.
  await new Promise<void>((resolve, reject) => {
    trainer.on("error", reject);
    trainer.on("close", () => {
      resolve();
    });
  });
  return parseResults(output, errors);
}

function parseResults(output: string, errors: string): GoldenResult[] {
  try {
    return resultsSchema
      .parse(JSON.parse(output))
      .flatMap(({ implementation, ...result }) => (implementation === null ? [] : [{ ...result, implementation }]));
  } catch {
    throw new StudioError(
      "TrainerUnavailableError",
      `expected the trainer to answer with a JSON list of results; found\n${output.slice(-1000)}${errors.slice(-3000)}`,
      "Run `npm run studio -- golden` by itself to see more.",
    );
  }
}
