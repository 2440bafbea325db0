import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { storeRecordSchema } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import { writeWhole } from "../files/writeWhole";

const storeFileSchema = z.object({
  schema: z.literal(1),
  /** What is not counted or measured afresh whenever it is asked for. */
  store: storeRecordSchema.omit({ rows: true, bytesOnDisk: true, engineVersion: true }),
});
export type StoredStore = z.infer<typeof storeFileSchema>["store"];

const fileName = "store.json";

/** Writes `store.json` under another name and renames it, so that a companion that dies leaves the old or the new one. */
export async function writeStoreFile(folder: string, store: StoredStore): Promise<void> {
  await writeWhole(join(folder, fileName), JSON.stringify({ schema: 1, store }, null, 2));
}

/** What `store.json` says; null where a folder has none: its store was never finished, or half removed. */
export async function readStoreFile(folder: string): Promise<StoredStore | null> {
  const text = await readFile(join(folder, fileName), "utf8").catch(() => null);
  if (text === null) return null;
  const parsed = storeFileSchema.safeParse(json(text));
  if (parsed.success) return parsed.data.store;
  throw new StudioError(
    "VectorStoreError",
    `expected ${join(folder, fileName)} to describe a store, schema 1; it says otherwise: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    "Remove that folder, or start the companion with the version of the studio that wrote it.",
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the same fault as JSON of another form
  }
}
