import { z } from "zod";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";

/** What this studio writes and reads. A file with another number is refused with both numbers. */
export const projectSchema = 1;

const datasetId = z.string().min(1) as unknown as z.ZodType<DatasetId>;
const checkpointId = z.string().min(1) as unknown as z.ZodType<CheckpointId>;

/** One table of embeddings: `vectors.npy` [N, D] and `items.csv`, whose row i is the item of vector i. */
const projectTableSchema = z.object({
  folder: z.string(),
  checkpoint: z.object({ id: checkpointId, sha256: z.string(), dimension: z.int().positive() }),
  rows: z.int().min(0),
});
export type ProjectTable = z.infer<typeof projectTableSchema>;

const projectDatasetSchema = z.object({
  /** `items.csv` is in it, and `pictures/` with files by the items' paths where `hasPictures`. */
  folder: z.string(),
  id: datasetId,
  name: z.string().min(1),
  layout: z.string(),
  createdAt: z.number(),
  items: z.int().min(0),
  hasPictures: z.boolean(),
  /** Where pictures lay on the machine that wrote the project. `prefix` stands before their paths in the item table. */
  sources: z.array(
    z.object({
      sourceId: z.string().min(1),
      kind: z.enum(["handle", "archive", "copy", "companion", "none"]),
      name: z.string(),
      prefix: z.string(),
    }),
  ),
  tables: z.array(projectTableSchema),
});
export type ProjectDataset = z.infer<typeof projectDatasetSchema>;

/** What else of the studio's state a project carries, one JSON file a kind. */
export const documentKinds = ["searches", "settings", "decisions", "recipes", "runs"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** `project.json`: what is in a project file, a zip that opens on another machine without a server. */
export const projectManifestSchema = z.object({
  schema: z.literal(projectSchema),
  name: z.string().min(1),
  /** Version of the studio that wrote it. */
  studio: z.string(),
  createdAt: z.string(),
  datasets: z.array(projectDatasetSchema),
  /** Checkpoint folders that users brought; those that ship with the studio are named by tables alone. */
  checkpoints: z.array(z.object({ folder: z.string(), id: checkpointId })),
  documents: z.array(z.object({ kind: z.enum(documentKinds), path: z.string() })),
});
export type ProjectManifest = z.infer<typeof projectManifestSchema>;

/** The documents of a project as JSON text, by kind. */
export type ProjectDocuments = Readonly<Partial<Record<DocumentKind, string>>>;

/** What a user wants to take along. */
export interface ProjectRequest {
  readonly name: string;
  readonly studio: string;
  readonly datasets: readonly DatasetId[];
  /** Without pictures a project holds what was computed; the data sets ask for their folders on the other machine. */
  readonly withPictures: boolean;
  readonly documents: ProjectDocuments;
  /** Files that documents speak of (the pictures of saved searches), by name. */
  readonly attachments: ReadonlyMap<string, Blob>;
}

/** What became of a project that was opened. */
export interface OpenedProject {
  readonly manifest: ProjectManifest;
  /** Ids in the file to ids here: another where a data set of that id was here already. */
  readonly datasetIds: ReadonlyMap<DatasetId, DatasetId>;
  readonly documents: ProjectDocuments;
  readonly attachments: ReadonlyMap<string, Blob>;
  /** What a user should know of what was left out. */
  readonly notes: readonly string[];
}
