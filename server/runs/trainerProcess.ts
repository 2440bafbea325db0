import { spawn } from "node:child_process";
import { open } from "node:fs/promises";

import { StudioError } from "../../src/core/errors";
import type { TrainerProgram } from "../jobs/runTrainer";
import { markOf, type ProcessMark } from "./processMark";
import { runFile } from "./runFiles";

/** A trainer that this companion started. */
export interface StartedTrainer {
  readonly mark: ProcessMark;
  /** Its exit status, or the signal that ended it, once it ended. */
  readonly ended: Promise<string>;
}

/**
 * Starts a training in a process and a session of its own: it goes on when the companion ends, however that ends.
 *
 * Everything that the trainer must know lies in the run's folder, and what it says goes to the log there.
 *
 * @throws TrainerUnavailableError
 */
export async function startTrainer(
  { file, args, env }: TrainerProgram,
  folder: string,
  isResumed: boolean,
): Promise<StartedTrainer> {
  const log = await open(runFile(folder, "log"), "a");
  try {
    const command = [...args, "train", "--job", folder, ...(isResumed ? ["--resume"] : [])];
    const trainer = spawn(file, command, {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...process.env, ...env },
    });
    const ended = new Promise<string>((resolve) =>
      trainer.on("exit", (status, signal) => resolve(signal ?? String(status))),
    );
    await new Promise((resolve, reject) => trainer.on("spawn", resolve).on("error", reject));
    trainer.unref();
    const pid = trainer.pid ?? 0;
    // One that ended at once has no mark any more; nothing that lives has an empty one.
    return { mark: markOf(pid) ?? { pid, began: "ended" }, ended };
  } catch (error) {
    throw new StudioError(
      "TrainerUnavailableError",
      `the trainer's Python at ${file} could not be started: ${error instanceof Error ? error.message : String(error)}`,
      "Run `python3 server/setup_environment.py` by hand to see more.",
    );
  } finally {
    await log.close();
  }
}

/** Asks a training to save and stop; `isForced` ends it with all its processes, whatever they do. */
export function endTrainer({ pid }: ProcessMark, isForced: boolean): void {
  try {
    if (!isForced) process.kill(pid, "SIGTERM");
    else if (process.platform === "win32") process.kill(pid, "SIGKILL");
    else process.kill(-pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
