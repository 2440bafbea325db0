import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { embeddingTableSchema, sampleGallerySchema } from "../../../src/contracts/sampleGallery";
import { formatItemTable, parseItemTable } from "../../../src/core/dataset/itemTable";
import type { Item, ItemId } from "../../../src/core/dataset/item";
import { formatNpyHeader, parseNpyHeader } from "../../../src/core/embedding/npy";

/** A built page whose sample gallery was multiplied. */
export interface LargeGallery {
  /** Folder to serve in place of the page's own. */
  readonly folder: string;
  remove(): void;
}

/**
 * Makes a gallery of any size out of the sample gallery: its items and vectors again and again, each copy under names of
 * its own. Scrolling asks for nothing more; benchmarks of search draw vectors of their own.
 *
 * @param dist the built page
 * @param rows how many items the gallery shall have
 */
export async function makeLargeGallery(dist: string, rows: number, checkpointId: string): Promise<LargeGallery> {
  const folder = mkdtempSync(join(tmpdir(), "studio-gallery-"));
  const sample = join(dist, "sample");
  for (const name of readdirSync(dist).filter((name) => name !== "sample")) linkInto(folder, dist, name);
  const made = join(folder, "sample");
  mkdirSync(join(made, "embeddings"), { recursive: true });
  linkInto(made, sample, "queries");

  const items = parseItemTable(readFileSync(join(sample, "items.csv"), "utf8"), "items.csv");
  const gallery = items.filter(({ isGallery }) => isGallery);
  const copies = Math.ceil(rows / gallery.length);
  for (let copy = 0; copy < copies; copy++) symlinkSync(join(sample, "pictures"), join(made, `pictures${copy}`));
  const multiplied = Array.from({ length: copies }, (_, copy) => gallery.map((item) => copyOf(item, copy)));
  const queries = items.filter(({ isQuery, isGallery }) => isQuery && !isGallery);
  const table = formatItemTable([...multiplied.flat().slice(0, rows), ...queries]);
  writeFileSync(join(made, "items.csv"), table);
  const description = sampleGallerySchema.parse(readJson(join(sample, "sample.json")));
  writeJson(join(made, "sample.json"), {
    ...description,
    name: `${description.name}, multiplied`,
    itemCount: rows + queries.length,
    identityCount: new Set(multiplied.flat().map(({ identity }) => identity)).size,
  });
  await multiplyVectors(join(sample, "embeddings"), join(made, "embeddings"), { checkpointId, rows, table });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function copyOf(item: Item, copy: number): Item {
  const itemId = item.itemId.replace("pictures/", `pictures${copy}/`) as ItemId;
  return { ...item, itemId, identity: `${item.identity}-${copy}` };
}

async function multiplyVectors(
  from: string,
  to: string,
  { checkpointId, rows, table }: { checkpointId: string; rows: number; table: string },
): Promise<void> {
  const header = embeddingTableSchema.parse(readJson(join(from, `${checkpointId}.json`)));
  const itemsSha256 = createHash("sha256").update(table).digest("hex");
  writeJson(join(to, `${checkpointId}.json`), { ...header, rows, itemsSha256 });
  const stored = readFileSync(join(from, `${checkpointId}.npy`));
  const npy = parseNpyHeader(stored);
  const vectors = stored.subarray(npy.dataOffset);
  const rowBytes = vectors.length / header.rows;
  const file = await open(join(to, `${checkpointId}.npy`), "w");
  await file.write(formatNpyHeader({ ...npy, rows }));
  for (let row = 0; row < rows; row += header.rows) {
    await file.write(vectors.subarray(0, Math.min(header.rows, rows - row) * rowBytes));
  }
  await file.close();
}

function linkInto(folder: string, from: string, name: string): void {
  symlinkSync(join(from, name), join(folder, name));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}
