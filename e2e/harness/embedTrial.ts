import { type Remote, wrap } from "comlink";

import { makeEmbedder } from "../../src/bridges/embedBridge";
import type { Stages } from "./stage.worker";

/** Milliseconds a picture, with all cores at work. */
export interface EmbedRound {
  readonly wholePath: number;
  readonly decode: number;
  readonly preprocess: number;
  /** One worker a core with one thread each. */
  readonly run: number;
  /** One worker with a thread a core. */
  readonly runWithThreads: number;
}

const baseUrl = "/models/default";
const never = new AbortController().signal;

/** Times the bulk path of the embed bridge, and each of its stages alone on as many workers as there are cores. */
export async function timeEmbedding(urls: readonly string[], rounds: number): Promise<EmbedRound[]> {
  const pictures = await Promise.all(urls.map(async (url) => (await fetch(url)).blob()));
  const cores = navigator.hardwareConcurrency;
  const parts = Array.from({ length: cores }, (_, core) => pictures.filter((_picture, i) => i % cores === core));
  const workers = await Promise.all(parts.map((part) => openStages(1, part)));
  const threaded = await openStages(cores, pictures);
  const measured: EmbedRound[] = [];
  for (let round = 0; round <= rounds; round++) {
    const wholePath = await timeWholePath(pictures);
    const all = (stage: "decode" | "preprocess" | "run") => Promise.all(workers.map((worker) => worker[stage]()));
    const decode = await timed(pictures.length, () => all("decode"));
    const preprocess = await timed(pictures.length, () => all("preprocess"));
    const run = await timed(pictures.length, () => all("run"));
    await threaded.decode();
    await threaded.preprocess();
    const runWithThreads = await timed(pictures.length, () => threaded.run());
    if (round > 0) measured.push({ wholePath, decode, preprocess, run, runWithThreads }); // the first warms up
  }
  return measured;
}

/** A worker that holds pictures and runs one stage over them at a time. */
export async function openStages(threads: number, pictures: readonly Blob[]): Promise<Remote<Stages>> {
  const worker = new Worker(new URL("./stage.worker.ts", import.meta.url), { type: "module" });
  const stages = wrap<Stages>(worker);
  await stages.open(new URL(baseUrl, document.baseURI).href, threads, pictures);
  return stages;
}

/**
 * Milliseconds a picture of `embedFiles` once its workers run: a gallery has thousands of pictures, and the first few
 * would time the engine's start instead.
 */
async function timeWholePath(pictures: readonly Blob[]): Promise<number> {
  const warmUp = 2 * navigator.hardwareConcurrency;
  const files = [...pictures.slice(0, warmUp), ...pictures].map((picture, i) => ({ name: `${i}.png`, picture }));
  const embedder = makeEmbedder();
  await embedder.openCheckpoint(never, { kind: "url", baseUrl }, "wasm");
  let done = 0;
  let start = 0;
  await embedder.embedFiles(never, files, () => {
    if (++done === warmUp) start = performance.now();
  });
  const elapsed = performance.now() - start;
  embedder.close();
  return elapsed / pictures.length;
}

/** Milliseconds a picture. */
export async function timed(pictures: number, action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / pictures;
}
