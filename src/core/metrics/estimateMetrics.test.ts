import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { allMetrics, metricById } from "./allMetrics";
import { estimateMetrics } from "./estimateMetrics";
import { judgedList, type JudgedQueries, packJudged } from "./judgedQueries";
import { judgeScores } from "./judgeScores";
import { estimateOf } from "./metricEstimates";
import { predictFirst } from "./predictions";

const pause = (): Promise<void> => Promise.resolve();

/** Queries over 30 rows of 4 identities; each fourth query has nothing to find. */
function randomQueries(count: number, seed: number): JudgedQueries {
  const random = seededRandom(seed);
  return packJudged(
    Array.from({ length: count }, (_, query) => {
      const scores = Float32Array.from({ length: 30 }, () => random.uniform());
      const relevant = Uint32Array.from({ length: 30 }, (_each, row) => row).filter(() => random.integer(6) === 0);
      const judgement = {
        identity: query % 5,
        relevant: query % 4 === 3 ? new Uint32Array() : relevant,
        ignored: new Uint32Array(),
        minScore: -Infinity,
      };
      return judgeScores(scores, judgement, 10);
    }),
  );
}

describe("estimateMetrics", () => {
  it("gives every metric a value within its interval, in [0, 1]", async () => {
    const estimates = await estimateMetrics(randomQueries(80, 3), { resamples: 200, seed: 1, pause });
    expect(estimates.map(({ id }) => id)).toEqual(allMetrics.map(({ id }) => id));
    for (const { id, value, low, high } of estimates) {
      expect([id, value >= 0 && value <= 1]).toEqual([id, true]);
      expect([id, low <= value && value <= high]).toEqual([id, true]);
    }
  });

  it("averages over the queries that have something to find, and over identities where asked", async () => {
    const judged = randomQueries(40, 5);
    const estimates = await estimateMetrics(judged, { resamples: 0, seed: 1, pause });
    const counted = judgedList(judged).filter(({ relevantCount }) => relevantCount > 0);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(estimateOf(estimates, "mAP")).toBeCloseTo(mean(counted.map((query) => query.averagePrecision)), 12);
    const within = [0, 1, 2, 3, 4].map((identity) =>
      mean(counted.filter((query) => query.identity === identity).map((query) => query.averagePrecision)),
    );
    expect(estimateOf(estimates, "mAP-per-identity")).toBeCloseTo(mean(within), 12);
    expect(estimates.every(({ low }) => Number.isNaN(low))).toBe(true);
  });

  it("covers the mean of more queries of the same kind about as often as it says", async () => {
    const truth = estimateOf(await estimateMetrics(randomQueries(4000, 11), { resamples: 0, seed: 1, pause }), "mAP");
    const metrics = [metricById("mAP")!];
    let covered = 0;
    for (let seed = 100; seed < 160; seed++) {
      const [estimate] = await estimateMetrics(randomQueries(60, seed), { resamples: 200, seed, pause }, metrics);
      if (estimate !== undefined && estimate.low <= truth && truth <= estimate.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(51); // 57 of 60 expected; 51 is three standard deviations less
  });

  it("weighs pair metrics by how often a query was drawn", () => {
    const judged = randomQueries(6, 9);
    const metric = metricById("uAP")!;
    if (metric.kind !== "pair") throw new Error("µAP is a metric of pairs");
    const twice = packJudged([...judgedList(judged), ...judgedList(judged).slice(0, 2)]);
    const pairsOf = (of: JudgedQueries) => ({ firstTen: predictFirst(of, 10), first: predictFirst(of, 1) });
    const weights = Uint32Array.of(2, 2, 1, 1, 1, 1);
    // Copies of a pair stand next to each other: a weight of two counts them at once, which flatters by less than this.
    expect(metric.valueOf(pairsOf(judged), weights)).toBeCloseTo(metric.valueOf(pairsOf(twice), null), 1);
  });
});
