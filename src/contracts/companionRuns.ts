import { z } from "zod";

import type { TrainingEvent } from "../core/runs/trainingEvent";
import { companionFailureSchema } from "./companionApi";
import { trainingEventSchema } from "./trainingEvent";

/** Addresses of runs and of what they need, as `companionPaths`. */
export const runPaths = {
  runs: "api/runs",
  recipes: "api/recipes",
  machine: "api/machine",
  openApi: "api/openapi.json",
} as const;

const text = z.string();
const count = z.int().min(0);
const title = z.string().trim().min(1).max(200);

/** Where a training runs: `auto` is a GPU where there is one. */
export const runDeviceSchema = z.enum(["auto", "cpu", "cuda"]);
export type RunDevice = z.infer<typeof runDeviceSchema>;

/**
 * A recipe as it travels: whole, with nothing left to inherit. Its other keys are the trainer's to judge, which names the
 * fields that it refuses.
 */
export const runRecipeSchema = z.looseObject({ schema: z.literal(1), name: z.string().min(1) });
export type RunRecipe = z.infer<typeof runRecipeSchema>;

/** GET /api/recipes: those that come with the studio, by name, and files that hold no usable one. */
export const companionRecipesSchema = z.object({
  recipes: z.array(runRecipeSchema),
  broken: z.array(z.object({ name: text, message: text })),
});
export type CompanionRecipes = z.infer<typeof companionRecipesSchema>;

/**
 * How a run stands. `waiting` for its turn; `starting`: Python is set up, or the trainer has not told anything yet;
 * `stopping`: asked to save and stop. `stopped`, `interrupted` (the trainer was killed, or the machine went down) and
 * `failed` can be resumed.
 */
export const runPhaseSchema = z.enum([
  "waiting",
  "starting",
  "running",
  "stopping",
  "stopped",
  "interrupted",
  "finished",
  "failed",
]);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** What is known of a run without its curves. Times are seconds since the epoch. */
export const companionRunSchema = z.object({
  id: text,
  name: text,
  /** Name of its recipe. */
  recipe: text,
  phase: runPhaseSchema,
  /** What it is doing, in plain words. */
  stage: text,
  createdAt: z.number(),
  /** When it was started last; null before. */
  startedAt: z.number().nullable(),
  /** When it ended last; null while it has not. */
  endedAt: z.number().nullable(),
  /** Time of the last thing that its trainer told; null before. */
  heardAt: z.number().nullable(),
  device: runDeviceSchema,
  /** Id of the companion's folder that its items lie in. */
  folder: text,
  items: count,
  identities: count,
  /** Id of the checkpoint it started from; null for none of the companion's. */
  startWeights: text.nullable(),
  step: count,
  /** Of the whole training; null until the trainer told. */
  steps: count.nullable(),
  /** Metrics of the last validation. */
  metrics: z.record(text, z.number().nullable()),
  /** Steps with a complete checkpoint, ascending. */
  checkpoints: z.array(count),
  best: z.object({ step: count, path: text, metric: text, value: z.number() }).nullable(),
  failure: companionFailureSchema.nullable(),
  /** Name that runs which are compared with each other have in common. */
  series: text.optional(),
});
export type CompanionRun = z.infer<typeof companionRunSchema>;

/** GET /api/runs: oldest first, and folders that hold no readable run. */
export const companionRunsSchema = z.object({
  runs: z.array(companionRunSchema),
  broken: z.array(z.object({ id: text, message: text })),
});

/** POST /api/runs queues a training; it starts once nothing else trains on its device. Answers with a `companionRunSchema`. */
export const runRequestSchema = z.strictObject({
  name: title,
  recipe: runRecipeSchema,
  /** Id of a folder of the companion. */
  folder: text,
  /** The item table as CSV; paths relative to the folder. */
  items: text,
  device: runDeviceSchema,
  startWeights: text.nullable(),
  series: title.optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** PATCH /api/runs/ID. */
export const runChangeSchema = z.strictObject({ name: title });

/**
 * POST /api/runs/ID/duplicate: the same items by another recipe, or by the same anew. The runs of a series are its first
 * one and duplicates of that, so that the items are sent once.
 */
export const duplicateRequestSchema = z.strictObject({
  name: title,
  recipe: runRecipeSchema.optional(),
  device: runDeviceSchema.optional(),
  series: title.optional(),
});
export type DuplicateRequest = z.infer<typeof duplicateRequestSchema>;

/**
 * GET /api/runs/ID: the run with its recipe. Beside it: POST …/stop (saves and stops; twice: kills), POST …/resume,
 * DELETE (of a run that does not run); GET …/curves, …/log, …/items give the files as they are (ranges allowed).
 */
export const runDetailSchema = z.object({ run: companionRunSchema, recipe: runRecipeSchema });

/**
 * Each message of GET /api/runs/ID/events (server-sent). Its id is the offset in bytes of `curves.jsonl` up to which
 * events have been told: what is shown as Last-Event-ID is not told again. The stream ends once the run is over.
 *
 * Whoever opens many long runs reads …/curves first, which costs the companion nothing, and shows as Last-Event-ID the
 * offset after the last whole line. An offset that no line begins at tells all from the beginning.
 */
export const runMessageSchema = z.object({ run: companionRunSchema, events: z.array(trainingEventSchema) });
export interface RunMessage {
  readonly run: CompanionRun;
  readonly events: readonly TrainingEvent[];
}

/** GET /api/runs/ID/checkpoints. GET …/checkpoints/STEP/files/PATH gives a file of one (ranges allowed). */
export const runCheckpointsSchema = z.object({
  checkpoints: z.array(
    z.object({
      step: count,
      /** What its manifest says; `sha256` is that of model.onnx. */
      id: text,
      name: text,
      parent: text.nullable(),
      createdAt: text,
      sha256: text,
      dimension: count,
      metrics: z.array(z.object({ dataset: text, name: text, value: z.number() })),
      files: z.array(z.object({ path: text, bytes: count, sha256: text })),
    }),
  ),
});
export type RunCheckpoint = z.infer<typeof runCheckpointsSchema>["checkpoints"][number];

/** GET /api/machine: what there is to train on, now. */
export const machineSchema = z.object({
  cpu: z.object({ name: text, cores: count, load: z.number() }),
  memory: z.object({ totalBytes: count, freeBytes: count }),
  gpus: z.array(
    z.object({
      name: text,
      memoryBytes: count,
      usedBytes: count,
      /** Share of the last moments in which it computed, in [0, 1]; null where it does not tell. */
      utilization: z.number().nullable(),
    }),
  ),
  /** Of the companion's folder of work. */
  disk: z.object({ totalBytes: count, freeBytes: count }),
});
export type Machine = z.infer<typeof machineSchema>;
