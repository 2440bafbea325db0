import { open, statfs } from "node:fs/promises";

import type { CompanionRun } from "../../src/contracts/companionRuns";
import { trainerFailure } from "../jobs/runTrainer";
import { isOver } from "./recordedRun";
import { runFile } from "./runFiles";

const tailBytes = 4000;
/** Less than this is left by a trainer that could not write its checkpoint. */
const fullBytes = 2 ** 20;

/** How a trainer went. */
export interface TrainerEnd {
  /** Exit status or signal; null where the trainer was not this companion's child, which nobody can then know. */
  readonly ended: string | null;
  /** The end of its log. */
  readonly lastWords: string;
  /** What is left on the disk of its folder. */
  readonly freeBytes: number;
}

/** How a run stands once its trainer is gone and all it told is taken in. */
export function endingOf(run: CompanionRun, end: TrainerEnd): Partial<CompanionRun> {
  const endedAt = Date.now() / 1000;
  const { ended, lastWords, freeBytes } = end;
  if (isOver(run)) return { endedAt };
  // One that was asked before it could listen ends by the signal itself.
  const isAsStopped = ended === "0" || ended === "SIGTERM" || ended === null;
  if (run.phase === "stopping" && isAsStopped) return { phase: "stopped", stage: "stopped", endedAt };
  const isCrash = ended !== null && ended !== "0" && !ended.startsWith("SIG");
  const phase = isCrash ? "failed" : "interrupted";
  const failure = freeBytes < fullBytes ? fullDisk(freeBytes) : isCrash ? crash(lastWords, ended) : interruption(ended);
  return { phase, stage: phase, failure, endedAt };
}

/** Reads what `endingOf` must know from a run's folder. */
export async function readTrainerEnd(folder: string, ended: string | null): Promise<TrainerEnd> {
  const [lastWords, freeBytes] = await Promise.all([logTail(folder), bytesFree(folder)]);
  return { ended, lastWords, freeBytes };
}

type Failure = NonNullable<CompanionRun["failure"]>;

function crash(lastWords: string, ended: string): Failure {
  const { name, message, hint } = trainerFailure(lastWords, ended);
  return { name, message, hint };
}

function fullDisk(freeBytes: number): Failure {
  return {
    name: "StorageFullError",
    message: `the trainer ended without saying why; room for a checkpoint was expected on the companion's disk, which has ${freeBytes} bytes left`,
    hint: "Free some space there and resume it: it goes on from its last checkpoint.",
  };
}

function interruption(ended: string | null): Failure {
  return {
    name: "JobFailedError",
    message:
      ended === null || ended === "0"
        ? "the trainer ended without saying why"
        : `the trainer was ended by ${ended}${ended === "SIGKILL" ? ", perhaps by the system for its memory" : ""}`,
    hint: "Resume it: it goes on from its last checkpoint.",
  };
}

async function bytesFree(folder: string): Promise<number> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null ? Infinity : disk.bavail * disk.bsize;
}

async function logTail(folder: string): Promise<string> {
  const file = await open(runFile(folder, "log"), "r").catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, Math.max(0, size - tailBytes));
    return buffer.subarray(0, bytesRead).toString("utf8").trim();
  } finally {
    await file.close();
  }
}
