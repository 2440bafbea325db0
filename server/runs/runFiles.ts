import { join } from "node:path";

import { z } from "zod";

import { companionRunSchema, runDeviceSchema } from "../../src/contracts/companionRuns";

/** Files of a run's folder; the trainer knows the same names. */
export const runFiles = {
  recipe: "recipe.json",
  job: "job.json",
  items: "items.csv",
  curves: "curves.jsonl",
  log: "log.txt",
  checkpoints: "checkpoints",
  /** A folder for each of the last steps that can be gone on from. */
  resume: "resume",
  state: "state.json",
  process: "pid",
} as const;

/** `state.json`: what the companion knows of a run. */
export const storedRunSchema = z.object({
  schema: z.literal(1),
  run: companionRunSchema,
  /** Bytes of `curves.jsonl` that are taken in already. */
  offset: z.int().min(0),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

/** `job.json`: what the trainer must know beside its recipe and items. Folders are absolute. */
export const runJobSchema = z.object({
  schema: z.literal(1),
  run: z.string(),
  /** The items' paths are relative to it. */
  itemsFolder: z.string(),
  device: runDeviceSchema,
  /** A checkpoint's folder; null for what the recipe says. */
  startWeights: z.string().nullable(),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** `pid`: the process that trains. */
export const processMarkSchema = z.object({ pid: z.int().positive(), began: z.string() });

/** Written last into a folder of `resume`: those that have it are whole. */
export const resumeStateFile = "resume.json";

/** A file's place in a run's folder. */
export function runFile(folder: string, name: keyof typeof runFiles): string {
  return join(folder, runFiles[name]);
}
