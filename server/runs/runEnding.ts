import { open } from "node:fs/promises";

import type { CompanionRun } from "../../src/contracts/companionRuns";
import { trainerFailure } from "../jobs/runTrainer";
import { isOver } from "./recordedRun";
import { runFile } from "./runFiles";

const tailBytes = 4000;

/**
 * How a run stands once its trainer is gone and all it told is taken in.
 *
 * @param ended exit status or signal; null where the trainer was not this companion's child, which nobody can then know
 */
export async function endingOf(
  run: CompanionRun,
  folder: string,
  ended: string | null,
): Promise<Partial<CompanionRun>> {
  const endedAt = Date.now() / 1000;
  if (isOver(run)) return { endedAt };
  if (ended === "0" && run.phase === "stopping") return { phase: "stopped", stage: "stopped", endedAt };
  const isCrash = ended !== null && ended !== "0" && !ended.startsWith("SIG");
  if (isCrash) {
    const { name, message, hint } = trainerFailure(await logTail(folder), ended);
    return { phase: "failed", stage: "failed", failure: { name, message, hint }, endedAt };
  }
  return { phase: "interrupted", stage: "interrupted", failure: interruption(ended), endedAt };
}

function interruption(ended: string | null): NonNullable<CompanionRun["failure"]> {
  return {
    name: "JobFailedError",
    message:
      ended === null || ended === "0"
        ? "the trainer ended without saying why"
        : `the trainer was ended by ${ended}${ended === "SIGKILL" ? ", perhaps by the system for its memory" : ""}`,
    hint: "Resume it: it goes on from its last checkpoint.",
  };
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
