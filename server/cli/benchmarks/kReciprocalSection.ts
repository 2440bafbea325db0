import { z } from "zod";

import { type KReciprocalOptions, standardKReciprocal } from "../../../src/core/ranking/kReciprocalOptions";
import { peakRendererBytes } from "./peakRendererBytes";
import { PeerProcess } from "./peerProcess";
import type { RerankOutcome, RerankSetting } from "./rerankSection";

const readySchema = z.object({ peer: z.string(), vectors: z.string() });
const peerSchema = z.object({ ms: z.number(), peakBytes: z.number() });
const timeSchema = z.object({ ms: z.number(), neighborsMs: z.number() });
const agreementSchema = z.object({ largestDifference: z.number(), sameOrder: z.int(), sameTop100: z.int() });

/** Share of queries whose order may differ: where two rows are equally far in float32, either may be a neighbor. */
const TIED_SHARE = 0.005;

/**
 * k-reciprocal re-ranking of all queries against the numpy original, each with the machine to itself.
 *
 * The peer runs twice: timed in float32 as published, then with exact distances, which rankings are compared with.
 */
export async function measureKReciprocal(setting: RerankSetting): Promise<RerankOutcome> {
  const rows = setting.number("rows", 19_000);
  const queries = setting.number("queries", 1000);
  const { page, filesAddress } = setting;
  const peer = startPeer(setting, rows, queries);
  try {
    const ready = await peer.receive(readySchema);
    const urls = `"${filesAddress}/vectors.npy", "${filesAddress}/queries.npy"`;
    await page.evaluate(`window.studio.RerankTrial.open(${urls}).then((trial) => { window.trial = trial; })`);
    const ours = timeSchema.parse(await page.evaluate(`trial.time(${JSON.stringify(standardKReciprocal)})`));
    const peakBytes = peakRendererBytes();
    const timed = await peer.ask(peerRequest(standardKReciprocal, false), peerSchema);
    await peer.ask(peerRequest(standardKReciprocal, true), peerSchema);
    const agreement = agreementSchema.parse(await page.evaluate(`trial.compare("${filesAddress}/final.npy")`));
    const report = {
      ...ready,
      rows,
      queries,
      ...ours,
      peakBytes,
      peerMs: timed.ms,
      peerPeakBytes: timed.peakBytes,
      timeRatio: timed.ms / ours.ms,
      memoryRatio: peakBytes === null ? null : timed.peakBytes / peakBytes,
      ...agreement,
    };
    return { report, lines: describe(report), isRight: agreement.sameOrder >= queries * (1 - TIED_SHARE) };
  } finally {
    peer.stop();
  }
}

/** Starts the numpy peer, which draws the vectors. */
export function startPeer({ python, folder, sample }: RerankSetting, rows: number, queries: number): PeerProcess {
  const args = ["--out", folder, "--rows", String(rows), "--queries", String(queries)];
  return PeerProcess.start(python, "trainer.benchmarks.rerank_peer", [
    ...args,
    ...(sample === null ? [] : ["--sample", sample]),
  ]);
}

function peerRequest({ k1, k2, lambda, expansion }: KReciprocalOptions, isExact: boolean): object {
  return { k1, k2, lambda, expansion, exact: isExact };
}

function describe(
  report: {
    readonly [Key in "rows" | "queries" | "ms" | "neighborsMs" | "peerMs" | "peerPeakBytes" | "timeRatio"]: number;
  } & {
    readonly peer: string;
    readonly vectors: string;
    readonly peakBytes: number | null;
    readonly memoryRatio: number | null;
  } & z.infer<typeof agreementSchema>,
): string[] {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const megabytes = (bytes: number | null): string =>
    bytes === null ? "not measured" : `${Math.round(bytes / 1e6)} MB`;
  return [
    `k-reciprocal, ${report.queries} queries × ${report.rows}, drawn from: ${report.vectors}; peer: ${report.peer}`,
    `time    ${seconds(report.ms)} (${seconds(report.neighborsMs)} of them for neighbors)   peer ${seconds(report.peerMs)}   ${report.timeRatio.toFixed(1)} times as fast`,
    `memory  ${megabytes(report.peakBytes)} at most in the page's process   peer ${megabytes(report.peerPeakBytes)}   ${report.memoryRatio?.toFixed(1) ?? "?"} times less`,
    `same complete order ${report.sameOrder} of ${report.queries}, same top 100 ${report.sameTop100}; largest difference ${report.largestDifference.toExponential(1)}`,
  ];
}
