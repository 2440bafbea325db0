import {
  documentKinds,
  type ProjectDataset,
  type ProjectManifest,
  type ProjectRequest,
  projectSchema,
  type ProjectTable,
} from "../../contracts/projectFile";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { formatItemTable } from "../../core/dataset/itemTable";
import { sheetOf } from "../../core/dataset/sheet";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { isStudioError } from "../../core/errors";
import { picturePath, type ProjectJob, type ProjectParts } from "./projectParts";
import { ProjectZipWriter } from "./projectZip";

/**
 * Writes data sets with their embeddings, the checkpoints that users brought for them, and documents into one file.
 *
 * @throws StudioError DatasetMissingError; FolderReadError and PictureMissingError where pictures are wanted and cannot be
 *   read; an AbortError
 */
export async function exportProject(parts: ProjectParts, request: ProjectRequest, job: ProjectJob): Promise<Blob> {
  const zip = new ProjectZipWriter();
  const writing = { parts, zip, job };
  const datasets: ProjectDataset[] = [];
  for (const [i, dataset] of request.datasets.entries()) {
    job.signal.throwIfAborted();
    datasets.push(await addDataset(writing, dataset, `datasets/${i + 1}`, request.withPictures));
  }
  const used = new Set(datasets.flatMap(({ tables }) => tables.map(({ checkpoint }) => checkpoint.id)));
  const manifest: ProjectManifest = {
    schema: projectSchema,
    name: request.name,
    studio: request.studio,
    createdAt: new Date().toISOString(),
    datasets,
    checkpoints: await addCheckpoints(writing, used),
    documents: await addDocuments(writing, request),
  };
  return zip.finish(manifest);
}

interface Writing {
  readonly parts: ProjectParts;
  readonly zip: ProjectZipWriter;
  readonly job: ProjectJob;
}

async function addDataset(
  writing: Writing,
  dataset: DatasetId,
  folder: string,
  hasPictures: boolean,
): Promise<ProjectDataset> {
  const { parts, zip } = writing;
  const { id, name, layout, createdAt, counts, sources } = await parts.datasets.readRecord(dataset);
  const items = new ItemList(await parts.datasets.readItems(dataset));
  await zip.add(`${folder}/items.csv`, formatItemTable([...items]));
  const tables: ProjectTable[] = [];
  for (const table of await parts.tables.listTables(dataset)) {
    if (table.embedded === 0) continue;
    const place = `${folder}/tables/${tables.length + 1}`;
    const exported = await parts.tables.exportTable(dataset, table.checkpoint);
    await zip.add(`${place}/vectors.npy`, exported.vectors);
    await zip.add(`${place}/items.csv`, exported.items);
    tables.push({ folder: place, checkpoint: table.checkpoint, rows: table.embedded });
  }
  if (hasPictures) await addPictures(writing, { dataset, items, folder });
  const known = { id, name, layout, createdAt, items: counts.items, sources: [...sources] };
  return { folder, ...known, hasPictures, tables };
}

/** Files of all items, each once. A picture that was missing before stays missing: the item table keeps its item. */
async function addPictures(
  { parts, zip, job }: Writing,
  { dataset, items, folder }: { readonly dataset: DatasetId; readonly items: ItemList; readonly folder: string },
): Promise<void> {
  const paths = new Set<string>();
  for (let row = 0; row < items.length; row++) paths.add(sheetOf(items.itemId(row)).path);
  let done = 0;
  for (const path of paths) {
    job.signal.throwIfAborted();
    job.onProgress({ stage: "writing", done: done++, total: paths.size });
    const file = await readPicture(parts, dataset, path);
    if (file !== null) await zip.add(picturePath(folder, path), file);
  }
}

async function readPicture({ pictures }: ProjectParts, dataset: DatasetId, path: string): Promise<Blob | null> {
  try {
    return (await pictures.read(dataset, path as ItemId)).file;
  } catch (error) {
    if (isStudioError(error) && error.name === "PictureMissingError") return null;
    throw error;
  }
}

async function addCheckpoints(
  { parts, zip, job }: Writing,
  used: ReadonlySet<CheckpointId>,
): Promise<ProjectManifest["checkpoints"]> {
  const added: ProjectManifest["checkpoints"] = [];
  for (const { id } of await parts.checkpoints.listCheckpoints()) {
    job.signal.throwIfAborted();
    if (!used.has(id)) continue;
    const source = await parts.checkpoints.readCheckpoint(id);
    if (source.kind !== "files") continue;
    const folder = `checkpoints/${added.length + 1}`;
    for (const [path, file] of source.files) await zip.add(`${folder}/${path}`, file);
    added.push({ folder, id });
  }
  return added;
}

async function addDocuments({ zip }: Writing, request: ProjectRequest): Promise<ProjectManifest["documents"]> {
  const added: ProjectManifest["documents"] = [];
  for (const kind of documentKinds) {
    const text = request.documents[kind];
    if (text === undefined) continue;
    const path = `documents/${kind}.json`;
    await zip.add(path, text);
    added.push({ kind, path });
  }
  for (const [name, file] of request.attachments) await zip.add(`attachments/${name}`, file);
  return added;
}
