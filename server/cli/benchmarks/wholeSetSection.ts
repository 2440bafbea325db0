import { z } from "zod";

import { PeerProcess } from "./peerProcess";
import type { RerankOutcome, RerankSetting } from "./rerankSection";

const readySchema = z.object({ peer: z.string(), vectors: z.string(), queries: z.array(z.int()) });
const peerSchema = z.object({ ms: z.number(), mAP: z.number(), rank1: z.number() });
const oursSchema = peerSchema.extend({ workerMs: z.number(), backend: z.string(), longestTaskMs: z.number() });

/** Near ties stand otherwise where sums are rounded otherwise. */
const ROUNDING = 1e-4;

/** Every query of a set the size of DeepPatent's test against its gallery, each with the machine to itself. */
export async function measureWholeSet(setting: RerankSetting): Promise<RerankOutcome> {
  const rows = setting.number("wholeRows", 38_000);
  const queries = setting.number("wholeQueries", 13_000);
  const { python, page, folder, filesAddress, sample } = setting;
  const args = ["--out", folder, "--rows", String(rows), "--queries", String(queries)];
  const peer = PeerProcess.start(python, "trainer.benchmarks.whole_set_peer", [
    ...args,
    ...(sample === null ? [] : ["--sample", sample]),
  ]);
  try {
    const ready = await peer.receive(readySchema);
    const asked = JSON.stringify(ready.queries);
    const ours = oursSchema.parse(
      await page.evaluate(`window.studio.timeWholeSet("${filesAddress}/set.npy", ${asked})`),
    );
    const theirs = await peer.ask({}, peerSchema);
    const report = { rows, queries, peer: ready.peer, vectors: ready.vectors, ours, theirs };
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    const lines = [
      `whole set, ${queries} queries × ${rows} × 512, drawn from: ${ready.vectors}; peer: ${ready.peer}`,
      `time    ${seconds(ours.ms)} by ${ours.backend}, every metric with intervals   peer ${seconds(theirs.ms)}, mAP and rank-1 alone   ${(theirs.ms / ours.ms).toFixed(1)} times as fast`,
      `mAP     ${ours.mAP.toFixed(5)}, rank-1 ${ours.rank1.toFixed(5)}   peer ${theirs.mAP.toFixed(5)}, ${theirs.rank1.toFixed(5)}`,
      ours.longestTaskMs === 0
        ? "no task of the page's main thread took 50 ms"
        : `longest task of the page's main thread ${ours.longestTaskMs.toFixed(0)} ms`,
    ];
    const isRight = Math.abs(ours.mAP - theirs.mAP) < ROUNDING && Math.abs(ours.rank1 - theirs.rank1) < ROUNDING;
    return { report, lines, isRight };
  } finally {
    peer.stop();
  }
}
