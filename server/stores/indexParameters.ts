import { z } from "zod";

import { StudioError } from "../../src/core/errors";
import type { IndexParameters } from "./vectorStore";

/**
 * Settings of LanceDB's index: vectors are assigned to `partitions` and kept as codes of `bits` a number (RaBitQ). A search
 * reads the codes of the `probes` nearest partitions, then scores the best `refine` × topK again from their vectors.
 */
const lanceSchema = z.strictObject({
  type: z.literal("IVF_RQ"),
  partitions: z.int().min(1).max(65_536),
  bits: z.int().min(1).max(8),
  probes: z.int().min(1).max(65_536),
  refine: z.int().min(1).max(100),
  /** Rows that were there when it was built. */
  rows: z.int(),
});
export type LanceParameters = z.infer<typeof lanceSchema>;

/** Settings of Milvus' index: neighbors of a row, and how many candidates are kept while building and while searching. */
const milvusSchema = z.strictObject({
  type: z.enum(["HNSW", "FLAT"]),
  M: z.int().min(4).max(64),
  efConstruction: z.int().min(8).max(2048),
  ef: z.int().min(1).max(32_768),
  rows: z.int(),
});
export type MilvusParameters = z.infer<typeof milvusSchema>;

/** Fewer rows than this cannot train the codes, and need no index. */
export const leastIndexedRows = 1000;

/**
 * Settings for a number of rows, each overruled by what is `asked`.
 *
 * Few partitions, of which half are read: a query that resembles nothing has its nearest rows in all of them. 2 bits keep
 * 3 million codes of 512 numbers in 400 MB; 4 × topK candidates then find 97 to 99 % of the true rows.
 *
 * @throws StudioError VectorStoreError for a setting that is not one
 */
export function lanceParameters(rows: number, asked: IndexParameters): LanceParameters {
  const partitions = Number(asked["partitions"] ?? Math.max(1, Math.round(Math.sqrt(rows) / 3)));
  const probes = Math.ceil(partitions / 2);
  return parsed(lanceSchema, { type: "IVF_RQ", partitions, bits: 2, probes, refine: 4, ...asked, rows });
}

export function milvusParameters(rows: number, asked: IndexParameters): MilvusParameters {
  return parsed(milvusSchema, { type: "HNSW", M: 16, efConstruction: 200, ef: 400, ...asked, rows });
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new StudioError(
    "VectorStoreError",
    `expected settings of the index: ${z.prettifyError(result.error).replaceAll("\n", " ")}`,
    "Leave the settings out: the standard ones follow from the number of rows.",
  );
}
