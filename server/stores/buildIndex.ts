import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { StudioError } from "../../src/core/errors";
import type { IndexParameters } from "./vectorStore";

const program = fileURLToPath(new URL("buildIndexProcess.ts", import.meta.url));

/**
 * Builds LanceDB's index in a process of its own: nothing else could be stopped half-way, its memory is given back, and
 * searches go first.
 *
 * @param folder of the table
 * @param parameters as `lanceParameters` gives them
 * @throws AbortError when the signal asks; StudioError VectorStoreError with what LanceDB said
 */
export async function runIndexBuild(folder: string, parameters: IndexParameters, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const args = ["--import", "tsx", program, folder, JSON.stringify(parameters)];
  const builder = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const stop = (): void => void builder.kill("SIGKILL");
  signal.addEventListener("abort", stop);
  let said = "";
  builder.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-3000)));
  try {
    const [code] = (await once(builder, "close")) as [number | null];
    signal.throwIfAborted();
    if (code !== 0) throw failedBuild(said);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function failedBuild(said: string): StudioError {
  const line =
    said
      .trim()
      .split("\n")
      .findLast((text) => text.includes("Error")) ?? said.trim();
  return new StudioError(
    "VectorStoreError",
    `expected LanceDB to build the index; it ended with: ${line}`,
    "The vectors are safe, and searches without an index are exact. Try other settings, or free memory and disk.",
  );
}
