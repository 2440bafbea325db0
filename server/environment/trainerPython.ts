import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { z } from "zod";

import { StudioError } from "../../src/core/errors";
import { root } from "../checkout";
import { canInstallPackages, installPackages } from "./debianPackages";
import { findProgram } from "./programs";

/** Folder that the trainer package is imported from. */
export const trainerFolder = join(root, "server");

const failedSchema = z.object({ message: z.string(), hint: z.string() });

/**
 * Path of the Python that runs the trainer. The first call on a machine makes its environment, which downloads
 * gigabytes and takes minutes; later calls take milliseconds.
 *
 * @param onProgress gets a line of text now and then while the environment is made
 * @param signal ends a set-up that is under way; the next call makes that environment anew
 * @throws TrainerUnavailableError; an AbortError after `signal`
 */
export async function trainerPython(onProgress: (line: string) => void, signal?: AbortSignal): Promise<string> {
  return environmentPython("requirements.lock", onProgress, signal);
}

/**
 * Path of the Python of the environment that a lock beside the trainer describes, made where it is missing.
 *
 * @throws as `trainerPython` does
 */
export async function environmentPython(
  lock: "requirements.lock" | "milvus.lock",
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const script = join(trainerFolder, "setup_environment.py");
  const canGroup = signal !== undefined && process.platform !== "win32";
  const setup = spawn(systemPython(), [script, "--lock", join(trainerFolder, lock)], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: canGroup,
  });
  // Its installers are processes of their own and must end with it.
  const onAbort = (): void => {
    if (canGroup && setup.pid !== undefined) process.kill(-setup.pid);
    else setup.kill();
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  let errors = "";
  setup.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const status = new Promise<number | null>((resolve) => setup.on("close", resolve));
  // A line is progress only once another follows it; the last one is the answer.
  let last: string | null = null;
  for await (const line of createInterface({ input: setup.stdout })) {
    if (last !== null) onProgress(last);
    last = line;
  }
  const ended = await status;
  signal?.removeEventListener("abort", onAbort);
  signal?.throwIfAborted();
  if (ended === 0 && last !== null) return last;
  throw setupError(errors.trim());
}

function setupError(errors: string): StudioError {
  const lastLine = errors.split("\n").at(-1) ?? "";
  const failed = lastLine.startsWith("{") ? failedSchema.safeParse(JSON.parse(lastLine)) : null;
  if (failed?.success === true)
    return new StudioError("TrainerUnavailableError", failed.data.message, failed.data.hint);
  return new StudioError(
    "TrainerUnavailableError",
    `the trainer's environment could not be made: ${errors}`,
    "Run `python3 server/setup_environment.py` by hand to see more.",
  );
}

function systemPython(): string {
  const found = usablePython();
  if (found !== null) return found;
  const isInstalled = canInstallPackages() && installPackages(["python3", "python3-venv"]);
  const installed = isInstalled ? usablePython() : null;
  if (installed !== null) return installed;
  throw new StudioError(
    "TrainerUnavailableError",
    "expected python3 with its modules venv and ensurepip on the PATH; found none",
    "Install Python 3.10 or newer (Debian, Ubuntu: apt-get install python3 python3-venv).",
  );
}

function usablePython(): string | null {
  const python = findProgram(["python3", "python"]);
  if (python === null) return null;
  return spawnSync(python, ["-c", "import venv, ensurepip"]).status === 0 ? python : null;
}
