import { z } from "zod";

/** Addresses of the companion's API, below the page's own. Everything but `status` needs the token of the printed address. */
export const companionPaths = {
  status: "api/status",
  folders: "api/folders",
  checkpoints: "api/checkpoints",
  jobs: "api/jobs",
  stores: "api/stores",
} as const;

/** GET /api/status: what the companion says of itself. */
export const companionStatusSchema = z.object({
  schema: z.literal(1),
  version: z.string(),
  /** Whether pages are served with the headers that threads need. */
  isIsolated: z.boolean(),
  /** Whether this browser has shown the token: everything else is refused without it. */
  isAllowed: z.boolean(),
});
export type CompanionStatus = z.infer<typeof companionStatusSchema>;

/** Every refused request is answered with this, and a status of 4xx or 5xx. `name` is one of StudioErrorName. */
export const companionFailureSchema = z.object({ name: z.string(), message: z.string(), hint: z.string() });
export type CompanionFailure = z.infer<typeof companionFailureSchema>;

/** GET /api/folders: folders that were named on the command line (`--data NAME=DIR`) or in the companion's file. */
export const companionFoldersSchema = z.object({
  folders: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type CompanionFolders = z.infer<typeof companionFoldersSchema>;

/**
 * GET /api/folders/ID/listing: JSON lines in ascending order of path, files first, then one line for each reason of
 * skipping. GET /api/folders/ID/files/PATH gives a file (ranges allowed).
 */
export const listingLineSchema = z.union([
  z.object({ path: z.string(), bytes: z.number(), modified: z.number() }),
  z.object({ skipped: z.string(), reason: z.string() }),
]);
export type ListingLine = z.infer<typeof listingLineSchema>;

/** GET /api/checkpoints: ids of checkpoint folders that the companion can embed with, and the hash of their model.onnx. */
export const companionCheckpointsSchema = z.object({
  checkpoints: z.array(z.object({ id: z.string(), name: z.string(), sha256: z.string(), dimension: z.number() })),
});
export type CompanionCheckpoints = z.infer<typeof companionCheckpointsSchema>;

/**
 * GET /api/jobs lists jobs, oldest first. POST /api/jobs with one of these starts a job and answers with its `companionJobSchema`.
 *
 * `embed`: the items of `items` (an item table as CSV, paths relative to the folder) by the trainer; its result, at
 * GET /api/jobs/ID/result, is the .npz that `studio embed` writes, with `faults` (JSON text) for what could not be read.
 */
export const jobRequestSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("embed"),
    folder: z.string(),
    checkpoint: z.string(),
    items: z.string(),
    /** Which data set of the page's library asked, and which of its sources the folder is: a page that is opened again finds its job. */
    dataset: z.string(),
    source: z.string(),
  }),
  z.object({
    kind: z.literal("build-index"),
    store: z.string(),
    parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  }),
  z.object({
    kind: z.literal("measure-recall"),
    store: z.string(),
    queries: z.int().positive(),
    topK: z.int().positive(),
  }),
]);
export type JobRequest = z.infer<typeof jobRequestSchema>;

/**
 * GET /api/jobs/ID, and each event of GET /api/jobs/ID/events (server-sent, resumed by Last-Event-ID; the stream ends
 * after the event that ends the job). DELETE /api/jobs/ID cancels a job; one that is over is forgotten, with its result.
 */
export const companionJobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  phase: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
  /** What it is doing, in plain words: "setting up Python: installing torch", "embedding". */
  stage: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  failure: companionFailureSchema.nullable(),
  /** What it is about, in the request's own words but for long ones: `folder`, `checkpoint`, `store`, `topK`. */
  subject: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type CompanionJob = z.infer<typeof companionJobSchema>;

export const companionJobsSchema = z.object({ jobs: z.array(companionJobSchema) });

/** A gallery whose vectors the companion holds. GET /api/stores/ID gives one. */
export const storeRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What holds it: "lancedb", "usearch" or "milvus", with its version in `engineVersion`. */
  kind: z.string(),
  engineVersion: z.string(),
  rows: z.number(),
  dimension: z.number(),
  bytesOnDisk: z.number(),
  /** Null until an index was built: searches are then exact and slow. */
  index: z
    .object({ parameters: z.record(z.string(), z.union([z.number(), z.string()])), seconds: z.number() })
    .nullable(),
  /** Recall against exact search over a sample of queries, with the index as it is; null until it was measured. */
  recall: z
    .object({
      topK: z.number(),
      queries: z.number(),
      value: z.number(),
      medianMs: z.number(),
      exactMedianMs: z.number(),
    })
    .nullable(),
  /** Which data set and checkpoint of the page's library it was filled from. */
  dataset: z.string(),
  checkpoint: z.string(),
  /** SHA-256 of the ids of the gallery's items in the order of rows, a line each: rows mean nothing to other items. */
  items: z.string(),
});
export type StoreRecord = z.infer<typeof storeRecordSchema>;

/** GET /api/stores: the stores, by name, those that cannot be opened, and the kinds that this companion can make. */
export const companionStoresSchema = z.object({
  stores: z.array(storeRecordSchema),
  /** Folders whose store cannot be opened, and why: one of them must not hide the others. */
  broken: z.array(z.object({ id: z.string(), message: z.string() })),
  kinds: z.array(z.enum(["local", "milvus"])),
});
export type CompanionStores = z.infer<typeof companionStoresSchema>;

/**
 * POST /api/stores makes an empty store. Then
 *
 * - POST /api/stores/ID/rows?first=N appends a block: body [n, D] float32, little-endian; the store must have N rows;
 * - POST /api/stores/ID/search?topK=K[&exact=1], body [Q, D] float32, answers Q × K pairs: Q·K uint32 rows, then Q·K
 *   float32 scores (row 4294967295 where there are fewer);
 * - POST /api/stores/ID/vectors, body uint32 rows, answers [n, D] float32;
 * - DELETE /api/stores/ID.
 */
export const storeRequestSchema = z.object({
  name: z.string().min(1),
  kind: z.enum(["local", "milvus"]),
  dimension: z.int().positive(),
  dataset: z.string(),
  checkpoint: z.string(),
  items: z.string(),
});
export type StoreRequest = z.infer<typeof storeRequestSchema>;
