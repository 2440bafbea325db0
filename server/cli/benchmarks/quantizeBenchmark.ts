import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { z } from "zod";

import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerPython } from "../../environment/trainerPython";
import { median } from "./median";
import { PeerProcess } from "./peerProcess";
import { QuantizerTrial } from "./quantizerTrial";
import { measureSample } from "./sampleAccuracy";

type Option = "rows" | "queries" | "rescore" | "sample" | "brief" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- quantize [options]",
  summary: "Times search by product quantization beside faiss-cpu's on the same vectors, and tells accuracy by bytes.",
  options: {
    rows: { value: "N", help: "gallery vectors (350000)" },
    queries: { value: "N", help: "queries, each asked alone (200)" },
    rescore: { value: "R", help: "of the best by codes, how many are scored exactly (1000)" },
    sample: { value: "DIR", help: "folder with items.csv and embeddings/ that vectors are drawn from (public/sample)" },
    brief: { help: "64 bytes an item alone" },
    json: { help: "print one JSON object" },
  },
};

const topK = 100;
const timedBytes = 64;
const allBytes = [8, 16, 32, 64, 128];
/** What is wanted at 64 bytes an item. */
const wanted = { trainS: 60, recall: 0.98, queryMs: 15 };
/** Threads of the peer spin for a while after their work. */
const restMs = 10;

const readySchema = z.object({ peer: z.string(), threads: z.int(), vectors: z.string() });
const truthSchema = z.object({ rows: z.array(z.array(z.int())) });
const builtSchema = z.object({ trainS: z.number(), encodeS: z.number() });
const timeSchema = z.object({ ms: z.number() });
const recallSchema = z.object({ recall: z.tuple([z.number(), z.number()]) });

interface Trial {
  readonly ours: QuantizerTrial;
  readonly peer: PeerProcess;
  readonly truth: readonly number[][];
  readonly rescore: number;
}

/** `npm run bench -- quantize`. */
export async function benchmarkQuantize(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const number = (name: Option, standard: number, bounds: [number, number]) =>
    readWholeNumber(name, values.get(name) ?? String(standard), bounds);
  const rescore = number("rescore", 1000, [topK, 100_000]);
  const folder = join(root, ".studio/bench");
  await mkdir(folder, { recursive: true });
  const rows = number("rows", 350_000, [rescore, 10_000_000]);
  const queries = number("queries", 200, [1, 100_000]);
  const peerArgs = ["--out", folder, "--rows", String(rows), "--queries", String(queries)];
  if (values.has("sample")) peerArgs.push("--sample", values.get("sample") ?? "");
  const python = await trainerPython((text) => console.error(text));
  const peer = PeerProcess.start(python, "trainer.benchmarks.quantize_peer", peerArgs);
  try {
    const ready = await peer.receive(readySchema);
    const { rows: truth } = await peer.ask({ truth: topK }, truthSchema);
    const trial = { ours: QuantizerTrial.open(folder), peer, truth, rescore };
    const speed = await measureSpeed(trial);
    const accuracy = switches.has("brief") ? [] : await measureAccuracy(trial);
    const report = { ...trial.ours.size, rescore, ...ready, speed, accuracy };
    console.log(switches.has("json") ? JSON.stringify(report) : describe(report));
    return speed.trainS <= wanted.trainS && speed.recall >= wanted.recall ? 0 : 1;
  } finally {
    peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** At 64 bytes an item, asked in turn, so that both see the machine in the same moods. */
async function measureSpeed({ ours, peer, truth, rescore }: Trial) {
  const peerBuilt = await peer.ask({ build: "fast-scan", bytes: timedBytes }, builtSchema);
  const built = await ours.build(timedBytes, rescore);
  const times = { queryMs: [] as number[], codesMs: [] as number[], peerMs: [] as number[] };
  const found: Uint32Array[] = [];
  const byCodes: Uint32Array[] = [];
  for (let query = 0; query < 10; query++) await ours.time(query, topK); // until the compiler is done
  for (const query of truth.keys()) {
    const ranked = await ours.time(query, topK);
    const scanned = ours.scan(query, rescore);
    await wait(restMs);
    times.peerMs.push((await peer.ask({ search: query, topK: rescore }, timeSchema)).ms);
    await wait(restMs);
    times.queryMs.push(ranked.ms);
    times.codesMs.push(scanned.ms);
    found.push(ranked.rows);
    byCodes.push(scanned.rows.subarray(0, topK));
  }
  const { recall: peerRecall } = await peer.ask({ recall: [topK, rescore] }, recallSchema);
  return {
    ...built,
    queryMs: median(times.queryMs),
    leastQueryMs: Math.min(...times.queryMs),
    codesMs: median(times.codesMs),
    plainRecall: recallOf(byCodes, truth),
    recall: recallOf(found, truth),
    peer: {
      ...peerBuilt,
      codesMs: median(times.peerMs),
      leastCodesMs: Math.min(...times.peerMs),
      plainRecall: peerRecall[0],
      recall: peerRecall[1],
    },
  };
}

async function measureAccuracy({ ours, peer, truth, rescore }: Trial) {
  const measured = [];
  for (const bytes of allBytes) {
    await ours.build(bytes, rescore);
    const best = Array.from(truth.keys(), (query) => ours.scan(query, rescore).rows);
    const peers = [];
    for (const kind of ["fast-scan", "pq"]) {
      await peer.ask({ build: kind, bytes }, builtSchema);
      peers.push((await peer.ask({ recall: [topK, rescore] }, recallSchema)).recall);
    }
    measured.push({
      bytes,
      plainRecall: recallOf(
        best.map((rows) => rows.subarray(0, topK)),
        truth,
      ),
      // Exact scores put the true rows among the best by codes first.
      recall: recallOf(best, truth),
      peerFastScan: peers[0] ?? [NaN, NaN],
      peerPq: peers[1] ?? [NaN, NaN],
      mAP: await measureSample(bytes),
    });
  }
  return [{ bytes: null, mAP: await measureSample(null) }, ...measured];
}

/** The share of true rows that were found, over all queries. */
function recallOf(found: readonly Uint32Array[], truth: readonly number[][]): number {
  let hits = 0;
  truth.forEach((rows, query) => {
    const wantedRows = new Set(rows);
    for (const row of found[query] ?? []) if (wantedRows.has(row)) hits++;
  });
  return hits / truth.reduce((sum, rows) => sum + rows.length, 0);
}

type Report = z.infer<typeof readySchema> &
  QuantizerTrial["size"] & {
    readonly rescore: number;
    readonly speed: Awaited<ReturnType<typeof measureSpeed>>;
    readonly accuracy: Awaited<ReturnType<typeof measureAccuracy>>;
  };

function describe({ rows, dimension, vectors, peer, threads, rescore, speed, accuracy }: Report): string {
  const share = (value: number) => value.toFixed(4);
  const { peer: peers } = speed;
  return [
    `${rows} × ${dimension} vectors drawn from: ${vectors}; ${timedBytes} bytes an item, top ${topK}, best ${rescore} rescored`,
    `ours: WASM SIMD in Node ${process.version}, one thread; peer: ${peer} IndexPQFastScan, ${threads} threads`,
    `training ${speed.trainS.toFixed(1)} s   peer ${peers.trainS.toFixed(1)} s; encoding ${speed.encodeS.toFixed(1)} s   peer ${peers.encodeS.toFixed(1)} s`,
    `one query with exact scores ${speed.queryMs.toFixed(2)} ms (least ${speed.leastQueryMs.toFixed(2)})`,
    `one query by codes alone    ${speed.codesMs.toFixed(2)} ms   peer ${peers.codesMs.toFixed(2)} ms (least ${peers.leastCodesMs.toFixed(2)})`,
    `recall by codes alone ${share(speed.plainRecall)}   peer ${share(peers.plainRecall)}`,
    `recall rescored       ${share(speed.recall)}   peer ${share(peers.recall)}`,
    `memory ${speed.residentBytesAnItem.toFixed(1)} bytes an item`,
    ...accuracy.map((row) =>
      row.bytes === null
        ? `plain vectors: sample gallery's mAP ${share(row.mAP)}`
        : `${row.bytes} bytes: recall ${share(row.plainRecall)}, rescored ${share(row.recall)}; peer, 4 bits ${row.peerFastScan.map(share).join(", ")}; peer, 8 bits ${row.peerPq.map(share).join(", ")}; sample gallery's mAP ${share(row.mAP)}`,
    ),
  ].join("\n");
}
