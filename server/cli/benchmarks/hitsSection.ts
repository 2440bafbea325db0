import { z } from "zod";

import { startPeer } from "./kReciprocalSection";
import { median } from "./median";
import type { RerankOutcome, RerankSetting } from "./rerankSection";

const HITS = 1000;
const QUERIES = 20;
/** First runs that only warm the machine up. */
const WARM_UP = 3;
/** Of the sample gallery, every so many-th row asks for the others. */
const STRIDE = 16;

const readySchema = z.object({ vectors: z.string() });
const sampleSchema = z.object({ identities: z.array(z.string()) });
const timeSchema = z.object({ searchMs: z.number(), readMs: z.number(), ms: z.number() });
const differenceSchema = z.object({
  step: z.string(),
  sharedOf10: z.number(),
  sharedOf100: z.number(),
  fullMap: z.number(),
  hitsMap: z.number(),
});

/** Re-ranking the first hits of one query in a large gallery, and how far that is from re-ranking the whole sample gallery. */
export async function measureHits(setting: RerankSetting): Promise<RerankOutcome> {
  const rows = setting.number("liveRows", 350_000);
  const { page, filesAddress } = setting;
  const peer = startPeer(setting, rows, QUERIES + WARM_UP);
  try {
    const { vectors } = await peer.receive(readySchema);
    const urls = `"${filesAddress}/vectors.npy", "${filesAddress}/queries.npy"`;
    await page.evaluate(`window.studio.HitsTrial.open(${urls}).then((trial) => { window.trial = trial; })`);
    const times = [];
    for (const step of z.array(z.string()).parse(await page.evaluate("trial.steps"))) {
      times.push({ step, ...(await timeStep(setting, step)) });
    }
    await page.evaluate("trial.close()");
    const { identities } = await peer.ask({ sample: true }, sampleSchema);
    const differences = z.array(differenceSchema).parse(
      await page.evaluate(
        `window.studio.compareHitsWithFull("${filesAddress}/sample.npy", ${JSON.stringify(identities)},
          { stride: ${STRIDE}, hits: ${HITS} })`,
      ),
    );
    const lines = [
      `first ${HITS} hits of one query in ${rows}, drawn from: ${vectors}; medians of ${QUERIES} queries`,
      ...times.map(({ step, searchMs, readMs, ms, slowestMs }) => {
        const parts = `search before ${searchMs.toFixed(1)} ms, reading vectors ${readMs.toFixed(1)} ms`;
        return `${step.padEnd(16)} ${ms.toFixed(1)} ms, slowest ${slowestMs.toFixed(1)} ms (${parts})`;
      }),
      `the same steps on the sample gallery, ${HITS} hits against all ${identities.length} rows`,
      ...differences.map(({ step, sharedOf10, sharedOf100, fullMap, hitsMap }) => {
        const shared = `of the first 10 ${percent(sharedOf10)} are the same, of the first 100 ${percent(sharedOf100)}`;
        return `${step.padEnd(16)} ${shared}; mAP ${percent(hitsMap)}, of the full form ${percent(fullMap)}`;
      }),
    ];
    return { report: { rows, vectors, times, differences }, lines, isRight: true };
  } finally {
    peer.stop();
  }
}

async function timeStep({ page }: RerankSetting, step: string) {
  const times: z.infer<typeof timeSchema>[] = [];
  for (let query = 0; query < QUERIES + WARM_UP; query++) {
    const time = timeSchema.parse(await page.evaluate(`trial.time("${step}", ${query}, ${HITS})`));
    if (query >= WARM_UP) times.push(time);
  }
  return {
    searchMs: median(times.map(({ searchMs }) => searchMs)),
    readMs: median(times.map(({ readMs }) => readMs)),
    ms: median(times.map(({ ms }) => ms)),
    slowestMs: Math.max(...times.map(({ ms }) => ms)),
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
