import { z } from "zod";

/** `sample.json`: the gallery that ships with the studio. Paths are relative to its folder. */
export const sampleGallerySchema = z.object({
  schema: z.literal(1),
  name: z.string(),
  items: z.string(),
  itemCount: z.int(),
  identityCount: z.int(),
  queryCount: z.int(),
  sampleQueries: z.array(z.string()),
  license: z.string().optional(),
  seed: z.number().optional(),
});
export type SampleGallery = z.infer<typeof sampleGallerySchema>;

/** `embeddings/<checkpoint id>.json`: which gallery and which checkpoint the table of the same name belongs to. */
export const embeddingTableSchema = z.object({
  schema: z.literal(1),
  checkpoint: z.string(),
  /** Hash of the checkpoint's model.onnx: another model under the same name is found out. */
  checkpointSha256: z.string().regex(/^[0-9a-f]{64}$/),
  dataset: z.string(),
  rows: z.int().min(0),
  dimension: z.int().positive(),
  dtype: z.enum(["float16", "float32"]),
  itemsSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EmbeddingTableHeader = z.infer<typeof embeddingTableSchema>;
