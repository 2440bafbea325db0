import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

import { z } from "zod";

import { StudioError, type StudioErrorName } from "../../src/core/errors";
import type { JobProgress } from "./jobKind";

/** How the trainer is started on this machine; its commands' arguments follow. */
export interface TrainerProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Finds the trainer, and makes its environment where there is none yet. @throws TrainerUnavailableError */
export type FindTrainer = (signal: AbortSignal, onProgress: (line: string) => void) => Promise<TrainerProgram>;

export interface TrainerCall {
  /** Arguments of the trainer: a command and paths of this machine. Never a word of a request. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly report: (progress: JobProgress) => void;
  /** File that keeps what the trainer says. */
  readonly log: string;
}

const eventSchema = z.object({
  kind: z.literal("progress"),
  stage: z.string(),
  done: z.number(),
  total: z.number().nullable(),
});
const failedSchema = z.object({
  kind: z.literal("failed"),
  name: z.string(),
  message: z.string(),
  hint: z.string(),
});

/** A trainer that was asked to end has so long to do it. */
const patienceMs = 5000;
const keptErrorCharacters = 4000;

/**
 * Runs one command of the trainer, relaying its progress events.
 *
 * It ends with its companion, whatever ends that: its standard input is a pipe that closes then.
 *
 * @throws the trainer's own failure as a StudioError; an AbortError after `signal`
 */
export async function runTrainer(program: TrainerProgram, call: TrainerCall): Promise<void> {
  call.signal.throwIfAborted();
  const trainer = spawn(program.file, [...program.args, ...call.args], {
    env: { ...process.env, ...program.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const log = createWriteStream(call.log, { flags: "a" }).on("error", () => undefined);
  let errors = "";
  trainer.stderr.setEncoding("utf8").on("data", (text: string) => {
    log.write(text);
    errors = (errors + text).slice(-keptErrorCharacters);
  });
  createInterface({ input: trainer.stdout }).on("line", (line) => {
    const event = eventSchema.safeParse(parseJson(line));
    if (event.success) call.report(event.data);
    else log.write(`${line}\n`);
  });
  let kill: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    trainer.kill("SIGTERM");
    kill = setTimeout(() => trainer.kill("SIGKILL"), patienceMs);
  };
  call.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const ended = await new Promise<string>((resolve, reject) => {
      trainer.on("error", reject);
      trainer.on("close", (status, killer) => resolve(killer ?? String(status)));
    }).catch((error: unknown) => Promise.reject(notStarted(program, error)));
    call.signal.throwIfAborted();
    if (ended !== "0") throw trainerFailure(errors.trim(), ended);
  } finally {
    call.signal.removeEventListener("abort", onAbort);
    clearTimeout(kill);
    log.end();
  }
}

/** The trainer's names of failures in the studio's words. */
const nameOf: Record<string, StudioErrorName> = {
  ItemTableError: "ItemTableFormatError",
  PictureError: "PictureFormatError",
  RecipeError: "RecipeFormatError",
  CheckpointError: "CheckpointFormatError",
  OSError: "FolderReadError",
  FileNotFoundError: "FolderReadError",
  PermissionError: "FolderReadError",
};

/**
 * What a trainer's end means.
 *
 * @param errors what it said last, trimmed; its own failure is the last line, where it told one
 * @param ended its exit status, or the signal that ended it
 */
export function trainerFailure(errors: string, ended: string): StudioError {
  const lastLine = errors.split("\n").at(-1) ?? "";
  const told = failedSchema.safeParse(parseJson(lastLine));
  if (told.success) {
    const { name, message, hint } = told.data;
    if (/\[Errno (28|122)\]/.test(message)) return new StudioError("StorageFullError", message, "Free some space on the companion's disk and start again."); // prettier-ignore
    return new StudioError(nameOf[name] ?? "JobFailedError", message, hint);
  }
  const isKilled = ended === "SIGKILL";
  return new StudioError(
    "JobFailedError",
    `the trainer ended with ${ended}${lastLine === "" ? "" : `: ${lastLine}`}`,
    isKilled
      ? "The system may have run out of memory. Close other programs and start it again."
      : "The job's folder keeps all it said, in log.txt.",
  );
}

function notStarted({ file }: TrainerProgram, error: unknown): StudioError {
  return new StudioError(
    "TrainerUnavailableError",
    `the trainer's Python at ${file} could not be started: ${error instanceof Error ? error.message : String(error)}`,
    "Run `python3 server/setup_environment.py` by hand to see more.",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a line for people
  }
}
