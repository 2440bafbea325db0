import { z } from "zod";

import type { DatasetRecord } from "../core/dataset/datasetRecord";

const sourceSchema = z.object({
  sourceId: z.string(),
  kind: z.enum(["handle", "archive", "copy", "companion", "none"]),
  name: z.string(),
  prefix: z.string(),
});

const recordSchema = z.object({
  schema: z.literal(1),
  id: z.string(),
  name: z.string(),
  layout: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  revision: z.int().min(0),
  counts: z.object({ items: z.int(), identities: z.int(), queries: z.int(), gallery: z.int() }),
  sources: z.array(sourceSchema),
  bytes: z.number(),
});

/** `library/ID/record.json` in the origin's private file system: a data set's record, and where its parts lie. */
export const storedDatasetSchema = z.object({
  schema: z.literal(1),
  /** `bytes` is as of the last change of the item table. */
  record: recordSchema,
  /** The file of the item table beside the record: each revision has its own, so that a change is whole or not at all. */
  itemsFile: z.string(),
  /** Only `kept` ones are seen. `importing` is one whose embeddings are not in yet, `deleted` one in the trash. */
  state: z.enum(["kept", "importing", "deleted"]),
  /** By sourceId. `address`: of a companion's folder; `packs`: copied pictures, the newest last. */
  places: z.record(z.string(), z.object({ address: z.string().nullable(), packs: z.array(z.string()) })),
});
export type StoredDataset = Omit<z.infer<typeof storedDatasetSchema>, "record"> & { readonly record: DatasetRecord };
