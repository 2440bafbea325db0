// Opens a gallery that was embedded beforehand: all that belongs together is checked before any of it is used.
import type { z } from "zod";

import type { OpenedGallery } from "../../contracts/datasetService";
import {
  type EmbeddingTableHeader,
  embeddingTableSchema,
  type SampleGallery,
  sampleGallerySchema,
} from "../../contracts/sampleGallery";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { Item, ItemId } from "../../core/dataset/item";
import { parseItemTable } from "../../core/dataset/itemTable";
import { packItems } from "../../core/dataset/packedItems";
import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { StudioError } from "../../core/errors";
import { sha256 } from "../sha256";
import { decodeText, fetchGalleryFile, type FileFault, parseJson } from "./galleryFiles";

/** The gallery that ships with the studio is no data set of the library. */
const sampleId = "sample" as DatasetId;

const tableFault: FileFault = {
  name: "ItemTableFormatError",
  hint: "Copy the gallery's folder again, or make it again.",
};
const headerFault: FileFault = {
  name: "EmbeddingTableFormatError",
  hint: "Embed the gallery again with this checkpoint.",
};
const otherCheckpoint: FileFault = {
  name: "CheckpointMismatchError",
  hint: "Open the checkpoint that the gallery was embedded with, or embed the gallery again with this one.",
};

/**
 * Fetches a gallery's description, item table and the header of its embeddings by the given checkpoint.
 *
 * @param baseUrl absolute address of the folder, with or without `/` at its end
 * @throws ItemTableFormatError, EmbeddingTableFormatError: a file is missing, cannot be read or contradicts another
 * @throws CheckpointMismatchError: the embeddings are another checkpoint's, or another model's of the same name
 */
export async function openSample(baseUrl: string, manifest: CheckpointManifest): Promise<OpenedGallery> {
  const folder = baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
  const headerFile = `embeddings/${manifest.id}.json`;
  // Fetched beside the description; a fault of the description is told first.
  const headerRead = readJson(folder, headerFile, { missing: otherCheckpoint, damaged: headerFault });
  headerRead.catch(() => undefined);

  const described = await readJson(folder, "sample.json", { missing: tableFault, damaged: tableFault });
  const sample = parseAs(sampleGallerySchema, described, "sample.json", tableFault);
  const tableBytes = await fetchGalleryFile(folder + sample.items, tableFault);
  const items = parseItemTable(decodeText(tableBytes, sample.items, tableFault), sample.items);
  checkItemCount(sample, items);

  const header = parseAs(embeddingTableSchema, await headerRead, headerFile, headerFault);
  const gallery = items.filter((item) => item.isGallery);
  checkCheckpoint(header, headerFile, manifest);
  checkRows(header, headerFile, gallery.length);
  await checkItems(header, headerFile, tableBytes);
  return {
    dataset: sampleId,
    name: sample.name,
    items: packItems(gallery),
    queries: packItems(items.filter((item) => item.isQuery && !item.isGallery)),
    sampleQueries: sample.sampleQueries as ItemId[],
    table: { kind: "url", url: `${folder}embeddings/${manifest.id}.npy` },
    baseUrl: folder,
    notes: [],
  };
}

async function readJson(
  folder: string,
  file: string,
  faults: { readonly missing: FileFault; readonly damaged: FileFault },
): Promise<unknown> {
  const bytes = await fetchGalleryFile(folder + file, faults.missing);
  return parseJson(decodeText(bytes, file, faults.damaged), file, faults.damaged);
}

/** Every file carries the number of its schema; another number is never guessed at. */
function parseAs<Parsed>(schema: z.ZodType<Parsed>, value: unknown, file: string, fault: FileFault): Parsed {
  const found = (value as { schema?: unknown } | null)?.schema;
  if (found !== 1) {
    const message = `${file}: expected schema 1, which this version reads; found ${found === undefined ? "none" : JSON.stringify(found)}`;
    throw new StudioError(fault.name, message, "Use the version of Retrieval Studio that wrote it, or make it again.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`);
  throw new StudioError(fault.name, `${file} is not as the format has it: ${faults.join("; ")}`, fault.hint);
}

function checkItemCount(sample: SampleGallery, items: readonly Item[]): void {
  if (items.length === sample.itemCount) return;
  throw new StudioError(
    "ItemTableFormatError",
    `${sample.items}: expected ${sample.itemCount} items, as sample.json says; found ${items.length}`,
    tableFault.hint,
  );
}

function checkCheckpoint(header: EmbeddingTableHeader, file: string, manifest: CheckpointManifest): void {
  const model = manifest.files.find((listed) => listed.path === "model.onnx")?.sha256 ?? "none";
  const facts: [what: string, expected: string | number, found: string | number][] = [
    ["checkpoint", manifest.id, header.checkpoint],
    ["model.onnx of sha256", model, header.checkpointSha256],
    ["dimension", manifest.embedding.dimension, header.dimension],
  ];
  for (const [what, expected, found] of facts) {
    if (expected === found) continue;
    const message = `${file}: expected embeddings by ${what} ${expected}, as the open checkpoint's; found ${found}`;
    throw new StudioError("CheckpointMismatchError", message, otherCheckpoint.hint);
  }
}

function checkRows(header: EmbeddingTableHeader, file: string, galleryItems: number): void {
  if (header.rows === galleryItems) return;
  throw new StudioError(
    "EmbeddingTableFormatError",
    `${file}: expected ${galleryItems} rows, one for each gallery item of the item table; found ${header.rows}`,
    headerFault.hint,
  );
}

/** Rows are told apart by their order alone, so the item table must be the very one that was embedded. */
async function checkItems(
  header: EmbeddingTableHeader,
  file: string,
  tableBytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const found = await sha256(tableBytes);
  // Nothing to compare on an insecure page, where no checkpoint opens either: its files are checked by their hashes too.
  if (found === null) return;
  if (found === header.itemsSha256) return;
  throw new StudioError(
    "EmbeddingTableFormatError",
    `${file}: expected the item table of sha256 ${header.itemsSha256}, which was embedded; found ${found}`,
    headerFault.hint,
  );
}
