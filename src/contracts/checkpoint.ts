import { z } from "zod";

import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import { embeddingViewsSchema } from "./embeddingViews";

const triple = z.tuple([z.number(), z.number(), z.number()]);
const checkpointId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/) as unknown as z.ZodType<CheckpointId>;

/** `checkpoint.json` as it stands in a checkpoint's folder. The trainer writes the same. */
export const checkpointManifestSchema = z.object({
  schema: z.literal(1),
  id: checkpointId,
  name: z.string().min(1),
  recipe: z.string().min(1),
  parent: checkpointId.nullable(),
  createdAt: z.string(),
  input: z.object({
    height: z.int().positive(),
    width: z.int().positive(),
    resize: z.enum(["letterbox", "squash", "shorter-side"]),
    filter: z.enum(["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]),
    fill: z.int().min(0).max(255),
    color: z.enum(["gray-as-rgb", "rgb"]),
    mean: triple,
    std: triple,
    crop: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("none") }),
      z.object({ kind: z.literal("ink"), margin: z.number().min(0).max(1) }),
    ]),
    ink: z
      .object({
        method: z.string(),
        strokeWidthPixels: z.number().positive(),
        longSidePixels: z.int().positive(),
      })
      .nullable(),
  }),
  embedding: z.object({ dimension: z.int().positive(), pooling: z.string(), neck: z.string() }),
  credits: z.object({ trainingData: z.array(z.string()), startWeights: z.array(z.string()) }),
  metrics: z.array(z.object({ dataset: z.string(), name: z.string(), value: z.number() })),
  identities: z.int().min(0),
  files: z.array(
    z.object({ path: z.string().min(1), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  views: embeddingViewsSchema.optional(),
}) satisfies z.ZodType<CheckpointManifest>;
