import { type Companion, makeCompanion } from "../../src/bridges/companionClient";
import { type Library, makeLibrary } from "../../src/bridges/datasetBridge";
import { makeDatasetJobs } from "../../src/bridges/datasetJobs";
import { PauseGate } from "../../src/bridges/pauseGate";
import { readManifest } from "../../src/bridges/readManifest";
import type { AcceptedImport } from "../../src/contracts/datasetService";
import type { DatasetRecord, TableCheckpoint, TableRecord } from "../../src/core/dataset/datasetRecord";

/** A data set that was imported and embedded, as it crosses to whoever compares. */
export interface EmbeddedExport {
  readonly counts: DatasetRecord["counts"];
  /** Faults of the import. */
  readonly faults: number;
  readonly failed: number;
  readonly makers: readonly string[];
  readonly seconds: number;
  /** Item table (CSV) of what has a vector. */
  readonly items: string;
  /** .npy, base64. */
  readonly vectors: string;
}

/** One data set, embedded in the page and on the companion. */
export interface EmbeddedOnBoth {
  readonly page: EmbeddedExport;
  readonly companion: EmbeddedExport;
}

interface Place {
  readonly library: Library;
  readonly companion: Companion;
  /** Addresses of the companion's folders. */
  readonly folders: readonly { readonly id: string; readonly name: string }[];
  /** Absolute address of the checkpoint's folder, with `/` at its end. */
  readonly baseUrl: string;
  readonly checkpoint: TableCheckpoint;
}

const never = new AbortController().signal;

/**
 * Imports folders of the companion twice as a user would, the others into the data set of the first, and embeds one data
 * set in this page and the other on the companion.
 *
 * @param folderNames as they were given to the companion
 * @param checkpointUrl folder of the checkpoint at this page's origin, with `/` at its end
 */
export async function embedOnBoth(folderNames: readonly string[], checkpointUrl: string): Promise<EmbeddedOnBoth> {
  const place = await openPlace(folderNames, checkpointUrl);
  try {
    return {
      page: await embed(place, "page", embedHere),
      companion: await embed(place, "companion", embedThere),
    };
  } finally {
    place.library.close();
  }
}

/** Address at this page's origin of the files in a folder that the companion serves, with `/` at its end. */
export async function folderFilesUrl(name: string): Promise<string> {
  const companion = makeCompanion(new URL("/", document.baseURI).href);
  const { id } = known(await companion.listFolders(never), (folder) => folder.name === name, `the folder ${name}`);
  return `${companion.folderUrl(id)}/files/`;
}

async function openPlace(folderNames: readonly string[], checkpointUrl: string): Promise<Place> {
  const companion = makeCompanion(new URL("/", document.baseURI).href);
  const offered = await companion.listFolders(never);
  const folders = folderNames.map((name) => known(offered, (folder) => folder.name === name, `the folder ${name}`));
  const manifest = await readManifest(never, checkpointUrl);
  const model = manifest?.files.find(({ path }) => path === "model.onnx");
  const checkpoints = await companion.listCheckpoints(never);
  const isSame = ({ id, sha256 }: { id: string; sha256: string }) => id === manifest?.id && sha256 === model?.sha256;
  const { sha256, dimension } = known(checkpoints, isSame, `the checkpoint at ${checkpointUrl}`);
  if (manifest === null) throw new Error(`expected a checkpoint at ${checkpointUrl}`);
  const baseUrl = new URL(checkpointUrl, document.baseURI).href;
  return { library: makeLibrary(), companion, folders, baseUrl, checkpoint: { id: manifest.id, sha256, dimension } };
}

type Embed = (place: Place, record: DatasetRecord) => Promise<TableRecord>;

async function embed(place: Place, name: string, embedDataset: Embed): Promise<EmbeddedExport> {
  const { library, checkpoint } = place;
  const { record, faults } = await importFolders(place, name);
  const started = performance.now();
  const { failed, makers } = await embedDataset(place, record);
  const seconds = (performance.now() - started) / 1000;
  const { vectors, items } = await library.ask(never, (service) => service.exportTable(record.id, checkpoint));
  const { counts } = record;
  return { counts, faults, failed, makers, seconds, items: await items.text(), vectors: await toBase64(vectors) };
}

async function importFolders({ library, companion, folders }: Place, name: string) {
  let record: DatasetRecord | null = null;
  let faults = 0;
  for (const folder of folders) {
    const source = { kind: "companion", baseUrl: companion.folderUrl(folder.id), name: folder.name } as const;
    const { proposalId, faultCount } = await library.ask(never, (service, jobId) =>
      service.propose(jobId, source, () => undefined),
    );
    const accepted: AcceptedImport = { proposalId, name, into: record?.id ?? null, copyPictures: false };
    record = await library.ask(never, (service, jobId) => service.accept(jobId, accepted, () => undefined));
    faults += faultCount;
  }
  if (record === null) throw new Error("expected at least one folder");
  return { record, faults };
}

const embedHere: Embed = ({ library, checkpoint, baseUrl }, { id }) =>
  makeDatasetJobs(library).embed(
    never,
    { dataset: id, checkpoint, source: { kind: "url", baseUrl }, backend: "wasm" },
    { gate: new PauseGate(), onProgress: () => undefined },
  );

/** A job for each folder: its missing items go there as a table, and come back as vectors. */
const embedThere: Embed = async ({ library, companion, checkpoint, folders }, { id, sources }) => {
  let table: TableRecord | null = null;
  for (const [position, { sourceId }] of sources.entries()) {
    const of = { sourceId, checkpoint };
    const items = await (await library.ask(never, (service) => service.exportItems(id, of))).text();
    const folder = folders[position]?.id ?? "";
    const request = { kind: "embed", folder, checkpoint: checkpoint.id, items, dataset: id, source: sourceId } as const;
    const started = await companion.startJob(never, request);
    const job = await companion.followJob(never, started.id, () => undefined);
    if (job.phase !== "done") throw new Error(`the job ${job.phase}: ${job.failure?.message ?? job.stage}`);
    const result = { npz: await companion.readResult(never, job.id), maker: "companion" };
    table = await library.ask(never, (service, jobId) => service.importEmbeddings(jobId, id, of, result));
    await companion.removeJob(never, job.id);
  }
  if (table === null) throw new Error("expected a data set with sources");
  return table;
};

function known<Value>(all: readonly Value[], isWanted: (value: Value) => boolean, what: string): Value {
  const found = all.find(isWanted);
  if (found === undefined) throw new Error(`expected the companion to have ${what}; it has ${JSON.stringify(all)}`);
  return found;
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error("the vectors cannot be read", { cause: reader.error }));
    reader.readAsDataURL(blob);
  });
}
