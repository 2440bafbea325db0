import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { rankScores } from "../ranking/rankScores";
import { averagePrecision } from "./averagePrecision";
import { averageOutcomes, evaluateRankings, judgeRanking } from "./evaluate";

const ranking = rankScores(Float32Array.of(0.9, 0.8, 0.7, 0.6)); // rows 0, 1, 2, 3

describe("evaluateRankings", () => {
  const identities = ["a", "b", "b", "a"];

  it("takes means over queries", () => {
    const metrics = evaluateRankings(
      [
        { ranking, identity: "a" },
        { ranking, identity: "b" },
      ],
      identities,
      [1, 2],
    );
    expect(metrics.mAP).toBeCloseTo(((1 + 2 / 4) / 2 + (1 / 2 + 2 / 3) / 2) / 2, 12);
    expect(metrics.hitRates).toEqual([
      { k: 1, rate: 0.5 },
      { k: 2, rate: 1 },
    ]);
    expect(metrics).toMatchObject({ queries: 2, skipped: 0 });
  });

  it("leaves a query's own row out, as a hit and as a rank", () => {
    const metrics = evaluateRankings([{ ranking, identity: "a", ownRow: 0 }], identities, [1]);
    expect(metrics.mAP).toBeCloseTo(1 / 3, 12);
    expect(metrics.hitRates).toEqual([{ k: 1, rate: 0 }]);
  });

  it("skips and counts queries without anything to find", () => {
    const metrics = evaluateRankings(
      [
        { ranking, identity: "z" },
        { ranking, identity: "b" },
      ],
      identities,
      [1],
    );
    expect(metrics).toMatchObject({ queries: 1, skipped: 1 });
    expect(evaluateRankings([{ ranking, identity: "z" }], identities, [1]).mAP).toBeNaN();
  });

  it("refuses a ranking that holds a row twice", () => {
    const twice = { rows: Uint32Array.of(0, 1, 2, 2), scores: Float32Array.of(4, 3, 2, 1) };
    expect(() => evaluateRankings([{ ranking: twice, identity: "a" }], identities, [1])).toThrow(/row 2 twice/);
  });

  it("refuses a ranking that is not complete", () => {
    expect(() => evaluateRankings([{ ranking, identity: "a" }], ["a"], [1])).toThrow(/complete/);
  });
});

describe("judgeRanking", () => {
  const rows = Uint32Array.of(3, 0, 2, 1);

  it("passes over rows that are not in the gallery, and over the query's own", () => {
    const judged = { identities: [7, 5, 7, 7], isGallery: Uint8Array.of(1, 1, 1, 0) };
    const outcome = judgeRanking(rows, { identity: 7, ownRow: 0 }, judged);
    expect(outcome).toEqual({ identity: 7, averagePrecision: 1, firstHit: 0 });
    expect(judgeRanking(rows, { identity: 5, ownRow: -1 }, judged)).toMatchObject({
      averagePrecision: 1 / 3,
      firstHit: 2,
    });
  });

  it("tells that there is nothing to find but the query itself", () => {
    const judged = { identities: ["a", "b", "c", "d"], isGallery: null };
    expect(judgeRanking(rows, { identity: "a", ownRow: 0 }, judged)).toEqual({
      identity: "a",
      averagePrecision: NaN,
      firstHit: -1,
    });
  });
});

describe("averageOutcomes", () => {
  it("averages within identities first where asked for them", () => {
    const outcomes = [
      { identity: "a", averagePrecision: 1, firstHit: 0 },
      { identity: "a", averagePrecision: 0.5, firstHit: 1 },
      { identity: "a", averagePrecision: 0.3, firstHit: 4 },
      { identity: "b", averagePrecision: 0.2, firstHit: 5 },
      { identity: "c", averagePrecision: NaN, firstHit: -1 },
    ];
    const { mAP, hitRates, perIdentity, queries, skipped } = averageOutcomes(outcomes, [1, 5]);
    expect(mAP).toBeCloseTo(0.5, 12);
    expect(hitRates).toEqual([
      { k: 1, rate: 0.25 },
      { k: 5, rate: 0.75 },
    ]);
    expect(perIdentity.mAP).toBeCloseTo((0.6 + 0.2) / 2, 12);
    expect(perIdentity.hitRates[0]!.rate).toBeCloseTo(1 / 6, 12);
    expect(perIdentity.hitRates[1]!.rate).toBeCloseTo(0.5, 12);
    expect([perIdentity.identities, queries, skipped]).toEqual([2, 4, 1]);
  });
});

describe("the reference's numbers for Market-1501", () => {
  interface Case {
    readonly name: string;
    readonly inputs: Record<
      "distmat" | "q_pids" | "g_pids" | "q_camids" | "g_camids",
      { shape: number[]; data: number[] }
    >;
    readonly outputs: { readonly all_AP_valid_queries: number[]; readonly mAP: number };
  }
  const { cases } = JSON.parse(
    readFileSync(new URL("../../contracts/golden/reference/metric_market1501.json", import.meta.url), "utf8"),
  ) as { cases: Case[] };

  it.each(cases.map((each) => [each.name, each] as const))("hold for %s", (_, { inputs, outputs }) => {
    const galleryIds = inputs.g_pids.data;
    const precisions = inputs.q_pids.data.flatMap((identity, query) => {
      const distances = inputs.distmat.data.slice(query * galleryIds.length, (query + 1) * galleryIds.length);
      const order = [...distances.keys()].toSorted((a, b) => distances[a]! - distances[b]! || a - b);
      const camera = inputs.q_camids.data[query];
      const kept = order.filter((row) => galleryIds[row] !== identity || inputs.g_camids.data[row] !== camera);
      const isRelevant = Uint8Array.from(kept, (row) => (galleryIds[row] === identity ? 1 : 0));
      const value = averagePrecision(isRelevant, isRelevant.filter((flag) => flag === 1).length);
      return Number.isNaN(value) ? [] : [value];
    });
    expect(precisions).toHaveLength(outputs.all_AP_valid_queries.length);
    precisions.forEach((value, i) => expect(value).toBeCloseTo(outputs.all_AP_valid_queries[i]!, 6));
  });
});
