import { mkdir, open, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";

import { z } from "zod";

import { root, userFolder } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerPython } from "../../environment/trainerPython";
import { openLocally } from "../../stores/lanceStore";
import { StoreRegistry } from "../../stores/storeRegistry";
import { median } from "./median";
import { PeerProcess } from "./peerProcess";
import { residentBytes } from "./residentBytes";

type Option = "rows" | "queries" | "out" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- store [options]",
  summary: "Fills the companion's store, builds its index and searches it, beside faiss-cpu on the same vectors.",
  options: {
    rows: { value: "N", help: "measure at 0.1, 0.33 and 1 times so many vectors (3000000; takes an hour and 25 GB)" },
    queries: { value: "N", help: "queries, each asked once alone (200)" },
    out: { value: "DIR", help: "folder for the vectors and the store, removed at the end (.studio/bench-store)" },
    json: { help: "print one JSON object" },
  },
};

const topK = 100;
const blockRows = 16_384;
const watchMs = 500;
const warmUps = 5;

const readySchema = z.object({ peer: z.string(), threads: z.int(), dimension: z.int() });
const truthSchema = z.object({ rows: z.array(z.array(z.int())) });
const foundSchema = z.object({ ms: z.number(), rows: z.array(z.int()) });

interface Trial {
  readonly folder: string;
  readonly peer: PeerProcess;
  readonly registry: StoreRegistry;
  readonly store: string;
  readonly dimension: number;
  readonly queries: number;
}

/** `npm run bench -- store`. */
export async function benchmarkStore(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const rows = readWholeNumber("rows", values.get("rows") ?? "3000000", [20_000, 100_000_000]);
  const queries = readWholeNumber("queries", values.get("queries") ?? "200", [1, 10_000]);
  const out = values.get("out");
  const folder = out === undefined ? join(root, ".studio/bench-store") : resolve(userFolder, out);
  await mkdir(folder, { recursive: true });
  const python = await trainerPython((text) => console.error(text));
  const peerArgs = ["--out", folder, "--rows", String(rows), "--queries", String(queries)];
  const peer = PeerProcess.start(python, "trainer.benchmarks.store_peer", peerArgs);
  const registry = new StoreRegistry(join(folder, "stores"), { local: openLocally });
  try {
    const ready = await peer.receive(readySchema);
    const { dimension } = ready;
    const request = {
      name: "benchmark",
      kind: "local",
      dimension,
      dataset: "drawn",
      checkpoint: "sample",
      items: "",
    } as const;
    const { id, engineVersion } = await registry.create(request);
    const trial = { folder, peer, registry, store: id, dimension, queries };
    const ours = `LanceDB ${engineVersion}`;
    if (!switches.has("json")) {
      console.log(`ours: ${ours}; peer: ${ready.peer}, ${ready.threads} threads; ${availableParallelism()} cores`);
    }
    const reports: Report[] = [];
    for (const size of [0.1, 1 / 3, 1].map((share) => Math.round(share * rows))) {
      reports.push(await measureAt(trial, size));
      if (!switches.has("json")) console.log(describe(reports.at(-1)));
    }
    if (switches.has("json")) console.log(JSON.stringify({ ours, ...ready, topK, queries, reports }));
    else console.log(describeTenMillion(reports.at(-1)));
    return reports.every(({ recall }) => recall >= 0.95) ? 0 : 1;
  } finally {
    peer.stop();
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Report = Awaited<ReturnType<typeof measureAt>>;

/** Lets the gallery grow to so many rows, and measures the store and the peer over all of them. */
async function measureAt(trial: Trial, rows: number) {
  const { peer, registry, store } = trial;
  await peer.ask({ draw: rows }, z.object({ rows: z.int() }));
  const appendSeconds = await secondsOf(() => append(trial, rows));
  const watched = await watchMemory(() =>
    registry.buildIndex(store, {}, { signal: new AbortController().signal, report: () => undefined }),
  );
  const { index, bytesOnDisk } = await registry.read(store);
  const parameters = index?.parameters ?? {};
  const partitions = Number(parameters["partitions"]);
  const probes = Number(parameters["probes"]);
  const { seconds: peerBuildSeconds } = await peer.ask(
    { build: [partitions, probes] },
    z.object({ seconds: z.number() }),
  );
  const { rows: truth } = await peer.ask({ truth: topK }, truthSchema);
  const asked = await search(trial, truth);
  return {
    rows,
    dimension: trial.dimension,
    parameters,
    appendSeconds,
    buildSeconds: index?.seconds ?? NaN,
    peakBuildingBytes: watched,
    searchingBytes: residentBytes(),
    bytesOnDisk,
    peerBuildSeconds,
    ...asked,
  };
}

/** Reads what the peer drew and sends it to the store, block by block. */
async function append({ folder, registry, store, dimension }: Trial, rows: number): Promise<void> {
  const file = await open(join(folder, "vectors.f32"));
  try {
    let { rows: first } = await registry.read(store);
    while (first < rows) {
      const vectors = new Float32Array(Math.min(blockRows, rows - first) * dimension);
      await file.read(new Uint8Array(vectors.buffer), 0, vectors.byteLength, first * dimension * 4);
      ({ rows: first } = await registry.append(store, first, vectors));
    }
  } finally {
    await file.close();
  }
}

/** Asks the store and the peer in turn, so that both see the machine in the same moods. */
async function search({ folder, peer, registry, store, dimension, queries }: Trial, truth: readonly number[][]) {
  const all = new Float32Array(new Uint8Array(await readFile(join(folder, "queries.f32"))).buffer);
  const { signal } = new AbortController();
  const times: { ours: number[]; peers: number[] } = { ours: [], peers: [] };
  let [recall, peerRecall] = [0, 0];
  for (let turn = -warmUps; turn < queries; turn++) {
    const query = Math.max(0, turn);
    const vector = all.subarray(query * dimension, (query + 1) * dimension);
    const startedAt = performance.now();
    const [found] = await registry.search(store, vector, { topK, isExact: false, signal });
    const ms = performance.now() - startedAt;
    const peers = await peer.ask({ search: query, topK }, foundSchema);
    if (turn < 0) continue;
    times.ours.push(ms);
    times.peers.push(peers.ms);
    recall += shareOf(truth[query] ?? [], Array.from(found?.rows ?? [])) / queries;
    peerRecall += shareOf(truth[query] ?? [], peers.rows) / queries;
  }
  return { recall, medianMs: median(times.ours), peerRecall, peerMedianMs: median(times.peers) };
}

function shareOf(truth: readonly number[], found: readonly number[]): number {
  const wanted = new Set(truth);
  return found.filter((row) => wanted.has(row)).length / truth.length;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** The most bytes that were resident while something was done. */
async function watchMemory(work: () => Promise<void>): Promise<number | null> {
  let most = residentBytes();
  const watch = setInterval(() => (most = most === null ? null : Math.max(most, residentBytes() ?? 0)), watchMs);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return most;
}

const gigabytes = (bytes: number | null): string =>
  bytes === null ? "unknown" : `${(bytes / 2 ** 30).toFixed(2)} GiB`;

function describe(report: Report | undefined): string {
  if (report === undefined) return "";
  const settings = Object.entries(report.parameters).map(([name, value]) => `${name} ${value}`);
  return [
    `${report.rows} × ${report.dimension}: ${settings.join(", ")}`,
    `  appended in ${report.appendSeconds.toFixed(0)} s; index built in ${report.buildSeconds.toFixed(0)} s (peer ${report.peerBuildSeconds.toFixed(0)} s)`,
    `  on disk ${gigabytes(report.bytesOnDisk)}; resident ${gigabytes(report.searchingBytes)} searching, ${gigabytes(report.peakBuildingBytes)} building`,
    `  recall@${topK} ${report.recall.toFixed(4)} (peer ${report.peerRecall.toFixed(4)}); one query ${report.medianMs.toFixed(1)} ms (peer ${report.peerMedianMs.toFixed(1)} ms, ratio ${(report.medianMs / report.peerMedianMs).toFixed(3)})`,
  ].join("\n");
}

/** What ten million rows will need: vectors and codes grow with the rows, so does a query over the same share of them. */
function describeTenMillion(report: Report | undefined): string {
  if (report === undefined) return "";
  const factor = 10_000_000 / report.rows;
  const codes = (10_000_000 * report.dimension * Number(report.parameters["bits"])) / 8;
  return `ten million, by arithmetic: ${gigabytes(report.bytesOnDisk * factor)} on disk, ${gigabytes(codes)} of codes in memory, at most ${(report.medianMs * factor).toFixed(0)} ms a query`;
}
