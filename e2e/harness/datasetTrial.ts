import { makeLibrary, type Library } from "../../src/bridges/datasetBridge";
import { makeDatasetJobs } from "../../src/bridges/datasetJobs";
import { PauseGate } from "../../src/bridges/pauseGate";
import { readManifest } from "../../src/bridges/readManifest";
import type { DatasetId, TableCheckpoint } from "../../src/core/dataset/datasetRecord";
import type { CheckpointId } from "../../src/core/embedding/checkpointManifest";
import { openStages, timed } from "./embedTrial";

/** Milliseconds a picture, with all cores at work. */
export interface DatasetRound {
  /** A whole data set: pictures through the library, vectors into its table. */
  readonly wholePath: number;
  readonly decode: number;
  readonly preprocess: number;
  readonly run: number;
}

const baseUrl = "/models/default";
const never = new AbortController().signal;
/** So many pictures are enough to time a stage by itself. */
const picturesOfStages = 64;

/** Imports pictures into this browser's library and times embedding them, beside each stage alone on as many workers. */
export async function timeDataset(urls: readonly string[], rounds: number): Promise<DatasetRound[]> {
  const pictures = await Promise.all(urls.map(async (url) => (await fetch(url)).blob()));
  const library = makeLibrary();
  const dataset = await importPictures(library, pictures);
  const checkpoint = await shippedCheckpoint();
  const cores = navigator.hardwareConcurrency;
  const sample = pictures.slice(0, picturesOfStages);
  const parts = Array.from({ length: cores }, (_, core) => sample.filter((_picture, i) => i % cores === core));
  const workers = await Promise.all(parts.map((part) => openStages(1, part)));
  const time = (stage: "decode" | "preprocess" | "run") =>
    timed(sample.length, () => Promise.all(workers.map((worker) => worker[stage]())));
  const measured: DatasetRound[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [decode, preprocess, run] = [await time("decode"), await time("preprocess"), await time("run")];
    if (round === 0) continue; // the first warms up
    const wholePath = await timeEmbedding(library, dataset, checkpoint);
    measured.push({ wholePath, decode, preprocess, run });
  }
  library.close();
  return measured;
}

function importPictures(library: Library, pictures: readonly Blob[]): Promise<DatasetId> {
  const files = new Map(pictures.map((picture, i) => [`${i}.png`, new File([picture], `${i}.png`)]));
  return library.ask(never, async (service, jobId) => {
    const proposal = await service.propose(jobId, { kind: "files", name: "drawings", files }, () => undefined);
    const accepted = { proposalId: proposal.proposalId, name: "Drawings", into: null, copyPictures: true };
    return (await service.accept(jobId, accepted, () => undefined)).id;
  });
}

async function shippedCheckpoint(): Promise<TableCheckpoint> {
  const manifest = await readManifest(never, new URL(`${baseUrl}/`, document.baseURI).href);
  const sha256 = manifest?.files.find(({ path }) => path === "model.onnx")?.sha256 ?? "";
  return { id: manifest?.id ?? ("" as CheckpointId), sha256, dimension: manifest?.embedding.dimension ?? 0 };
}

/** Milliseconds a picture once the workers run: a data set has thousands, and the first few would time the engine's start. */
async function timeEmbedding(library: Library, dataset: DatasetId, checkpoint: TableCheckpoint): Promise<number> {
  await library.ask(never, (service) => service.deleteTable(dataset, checkpoint));
  const warmUp = 2 * navigator.hardwareConcurrency;
  const warm: { ms: number; done: number }[] = [];
  const request = { dataset, checkpoint, source: { kind: "url", baseUrl }, backend: "wasm" } as const;
  const record = await makeDatasetJobs(library).embed(never, request, {
    gate: new PauseGate(),
    onProgress: ({ done }) => {
      if (done >= warmUp) warm.push({ ms: performance.now(), done });
    },
  });
  const { ms, done } = warm[0] ?? { ms: NaN, done: 0 };
  if (record.missing + record.failed > 0) throw new Error(`${record.missing} missing, ${record.failed} failed`);
  return (performance.now() - ms) / (record.embedded - done);
}
