import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import type { Page } from "playwright";
import { z } from "zod";

import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerPython } from "../../environment/trainerPython";
import { serveFiles } from "./fileServer";
import { withHarnessPage } from "./harnessBrowser";
import { median } from "./median";
import { PeerProcess } from "./peerProcess";

type Option = "rows" | "queries" | "top" | "sample" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- search [options]",
  summary: "Times exact search in Chromium on WASM beside faiss-cpu's IndexFlatIP on the same vectors.",
  options: {
    rows: { value: "N", help: "gallery vectors (350000)" },
    queries: { value: "N", help: "queries, each asked once alone (200)" },
    top: { value: "K", help: "rows wanted for each (100)" },
    sample: { value: "DIR", help: "folder with items.csv and embeddings/ that vectors are drawn from (public/sample)" },
    json: { help: "print one JSON object" },
  },
};

const BATCH = 64;
const BATCH_ROUNDS = 2;
/** Threads of the peer spin for a while after their work; the page's turn comes when they rest, and the other way round. */
const REST_MS = 25;

const readySchema = z.object({ peer: z.string(), threads: z.int(), vectors: z.string() });
const timeSchema = z.object({ ms: z.number() });
const rankedSchema = z.object({ ms: z.number(), rows: z.array(z.array(z.int())) });
const truthSchema = z.object({ rows: z.array(z.array(z.int())) });
const openedSchema = z.object({
  rows: z.int(),
  dimension: z.int(),
  workers: z.int(),
  residentBytes: z.number(),
  openMs: z.number(),
  backend: z.object({ name: z.string() }),
});

interface Trial {
  readonly page: Page;
  readonly peer: PeerProcess;
  readonly queries: number;
  readonly topK: number;
}

/** `npm run bench -- search`. */
export async function benchmarkSearch(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const number = (name: Option, standard: number, most: number) =>
    readWholeNumber(name, values.get(name) ?? String(standard), [1, most]);
  const queries = number("queries", 200, 100_000);
  const topK = number("top", 100, 10_000);
  const folder = join(root, ".studio/bench");
  await mkdir(folder, { recursive: true });
  const peerArgs = [
    "--out",
    folder,
    "--rows",
    String(number("rows", 350_000, 10_000_000)),
    "--queries",
    String(queries),
  ];
  if (values.has("sample")) peerArgs.push("--sample", values.get("sample") ?? "");
  const python = await trainerPython((text) => console.error(text));
  const peer = PeerProcess.start(python, "trainer.benchmarks.faiss_peer", peerArgs);
  const files = await serveFiles(folder);
  try {
    const ready = await peer.receive(readySchema);
    const report = await withHarnessPage(async (page) => {
      await page.evaluate(`window.studio.SearchTrial.open("${files.address}/vectors.npy", "${files.address}/queries.npy",
        "wasm").then((trial) => { window.trial = trial; })`);
      return measure({ page, peer, queries, topK });
    });
    console.log(switches.has("json") ? JSON.stringify({ ...report, ...ready }) : describe(report, ready));
    return report.recall === 1 ? 0 : 1;
  } finally {
    peer.stop();
    await files.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Report = Awaited<ReturnType<typeof measure>>;

async function measure(trial: Trial) {
  const opened = await inPage(trial.page, "trial.opened", openedSchema);
  await timePairs(trial, [0, 0, 0], BATCH);
  await timePairs(trial, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1);
  const single = await timePairs(
    trial,
    Array.from({ length: trial.queries }, (_, query) => query),
    1,
  );
  const starts = Array.from({ length: Math.max(1, Math.floor(trial.queries / BATCH)) }, (_, batch) => batch * BATCH);
  const batch = await timePairs(trial, Array.from({ length: BATCH_ROUNDS }, () => starts).flat(), BATCH);
  const { rows: truth } = await trial.peer.ask({ truth: trial.topK }, truthSchema);
  const exactSchema = z.object({ exact: z.int(), completeMs: z.number() });
  const bitExact = await inPage(trial.page, `trial.countExact(3, ${trial.topK})`, exactSchema);
  const workerBytes = await inPage(trial.page, "trial.workerBytes()", z.number().nullable());
  const stored = opened.rows * opened.dimension;
  return {
    ...opened,
    topK: trial.topK,
    singleMs: median(single.ours),
    peerSingleMs: median(single.peers),
    singleRatio: median(single.ours) / median(single.peers),
    batchMs: median(batch.ours),
    peerBatchMs: median(batch.peers),
    batchRatio: median(batch.ours) / median(batch.peers),
    recall: recallOf(single.rows, truth),
    sameOrder: single.rows.filter((rows, query) => rows.join() === truth[query]?.join()).length / truth.length,
    bitExactOf3: bitExact.exact,
    completeRankingMs: bitExact.completeMs,
    workerBytes,
    // The browser's measure leaves WASM memory out.
    bytesPerDimension: ((workerBytes ?? 0) + opened.residentBytes) / stored,
  };
}

/** Asks the page and the peer in turn, so that both see the machine in the same moods. */
async function timePairs(trial: Trial, starts: readonly number[], count: number) {
  const ours: number[] = [];
  const peers: number[] = [];
  const rows: number[][] = [];
  for (const first of starts) {
    const ranked = await inPage(trial.page, `trial.time(${first}, ${count}, ${trial.topK})`, rankedSchema);
    await wait(REST_MS);
    const { ms } = await trial.peer.ask({ search: [first, count], topK: trial.topK }, timeSchema);
    await wait(REST_MS);
    ours.push(ranked.ms);
    peers.push(ms);
    rows.push(...ranked.rows);
  }
  return { ours, peers, rows };
}

async function inPage<Answer>(page: Page, expression: string, schema: z.ZodType<Answer>): Promise<Answer> {
  return schema.parse(await page.evaluate(expression));
}

/** The share of true rows that were found, over all queries. */
function recallOf(found: readonly number[][], truth: readonly number[][]): number {
  const hits = truth.map((rows, query) => {
    const wanted = new Set(rows);
    return found[query]?.filter((row) => wanted.has(row)).length ?? 0;
  });
  const total = truth.reduce((sum, rows) => sum + rows.length, 0);
  return hits.reduce((sum, count) => sum + count, 0) / total;
}

function describe(report: Report, ready: z.infer<typeof readySchema>): string {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  return [
    `${report.rows} × ${report.dimension} vectors drawn from: ${ready.vectors}; top ${report.topK}`,
    `ours: ${report.backend.name} in ${report.workers} workers of Chromium; peer: ${ready.peer}, ${ready.threads} threads`,
    `one query   ${ms(report.singleMs)}   peer ${ms(report.peerSingleMs)}   ratio ${report.singleRatio.toFixed(3)}`,
    `${BATCH} queries  ${ms(report.batchMs)}   peer ${ms(report.peerBatchMs)}   ratio ${report.batchRatio.toFixed(3)}`,
    `recall ${report.recall}; same order ${report.sameOrder}; bit for bit as plain brute force ${report.bitExactOf3} of 3`,
    `complete ranking ${ms(report.completeRankingMs)}; opening ${ms(report.openMs)}`,
    `memory of the workers ${report.bytesPerDimension.toFixed(3)} bytes a stored dimension`,
  ].join("\n");
}
