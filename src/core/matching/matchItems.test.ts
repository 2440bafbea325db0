import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import type { BoxPairs } from "./decideItem";
import { distanceArithmetic } from "./distanceArithmetic";
import { matchItems } from "./matchItems";
import { taobaoCodeRule, taobaoTextRule } from "./matchingRule";
import { nearestBoxes } from "./nearestBoxes";

const codeRule = { ...taobaoCodeRule, precision: "float64" } as const;

/** Boxes as [item, video, distance, score of the detector]; each has a video box of its own. */
function pairsOf(boxes: readonly (readonly [string, string, number, number?])[]): BoxPairs {
  return {
    items: boxes.map(([itemId, , , detectionScore = 0.5], at) => ({
      itemId,
      image: String(at),
      box: [at, 0, 1, 1],
      detectionScore,
    })),
    videos: boxes.map(([, videoId], at) => ({ videoId, frame: 40 * at, box: [0, at, 1, 1], detectionScore: 0.5 })),
    nearest: { positions: boxes.map((_, at) => at), squaredDistances: boxes.map(([, , distance]) => distance) },
  };
}

/** Two boxes of V1 and two of V2 count; V2 is farther away over all its boxes. */
const contested = pairsOf([
  ["a", "V1", 0.1],
  ["a", "V1", 0.2],
  ["a", "V2", 0.15],
  ["a", "V2", 0.25],
  ["a", "V2", 1],
  ["a", "V1", 0.5],
  ...Array.from({ length: 6 }, () => ["a", "V3", 1.1] as const),
]);

describe("matching items with videos", () => {
  it("takes the farthest of several videos as the code does, and the nearest as the text does", () => {
    const [code] = matchItems(contested, codeRule).decisions;
    expect(code?.votes).toMatchObject([
      { videoId: "V1", votes: 2, isEnough: true },
      { videoId: "V2", votes: 2, isEnough: true },
    ]);
    expect(code?.match?.videoId).toBe("V2");
    expect(code?.match?.squaredDistance).toBeCloseTo(0.2, 12);
    const [text] = matchItems(contested, taobaoTextRule).decisions;
    expect(text?.match).toMatchObject({ videoId: "V1", squaredDistance: 0.1, image: "0", frame: 0 });
  });

  it("tells the threshold, the boxes that count and the votes that are needed", () => {
    const [decision] = matchItems(contested, codeRule).decisions;
    expect(decision).toMatchObject({
      itemId: "a",
      candidates: [0, 1, 2, 3],
      neededVotes: 2,
      fate: { kind: "matched" },
    });
    expect(decision?.threshold).toBeGreaterThan(0.25);
  });

  it("never matches an item of one box, or of boxes that are equally far", () => {
    const pairs = pairsOf([
      ["a", "V1", 0.1],
      ["b", "V1", 0.2],
      ["b", "V1", 0.2],
    ]);
    const { decisions, matches } = matchItems(pairs, codeRule);
    expect(decisions.map(({ fate }) => fate.kind)).toEqual(["no-candidates", "no-candidates"]);
    expect(matches).toEqual([]);
  });

  it("finds no majority where votes are scattered", () => {
    const near = ["V1", "V2", "V3", "V4", "V5"].map((id, at) => ["a", id, 0.1 + at / 100] as const);
    const far = Array.from({ length: 12 }, () => ["a", "V9", 1] as const);
    const [decision] = matchItems(pairsOf([...near, ...far]), codeRule).decisions;
    expect(decision).toMatchObject({ neededVotes: 2, match: null, fate: { kind: "no-majority" } });
  });

  it("leaves a video its nearest item, the earlier of equal ones, and says which item won", () => {
    const item = (id: string, distance: number) => [[id, "V1", distance] as const, [id, "V1", 3] as const];
    const { decisions, matches } = matchItems(
      pairsOf([...item("c", 0.5), ...item("a", 0.7), ...item("b", 0.5)]),
      codeRule,
    );
    expect(decisions.map(({ itemId, fate }) => [itemId, fate])).toEqual([
      ["a", { kind: "beaten", by: "b" }],
      ["b", { kind: "matched" }],
      ["c", { kind: "beaten", by: "b" }],
    ]);
    expect(matches.map(({ itemId }) => itemId)).toEqual(["b"]);
  });

  it("drops what lies at the greatest distance or beyond, and still tells it", () => {
    const pairs = pairsOf([
      ["a", "V1", 1.12],
      ["a", "V1", 2],
    ]);
    const { decisions, nearestItems, matches } = matchItems(pairs, codeRule);
    expect(decisions[0]?.fate).toEqual({ kind: "too-far" });
    expect(nearestItems).toHaveLength(1);
    expect(matches).toEqual([]);
  });

  it("shows the boxes that the detector is surest of, the first of equal ones", () => {
    const pairs = pairsOf([
      ["a", "V1", 0.1, 0.6],
      ["a", "V1", 0.2, 0.9],
      ["a", "V1", 0.3, 0.9],
      ["a", "V1", 2, 1],
      ...Array.from({ length: 8 }, () => ["a", "V1", 3] as const),
    ]);
    const [decision] = matchItems(pairs, codeRule).decisions;
    expect(decision?.candidates).toEqual([0, 1, 2, 3]);
    expect(matchItems(pairs, { ...codeRule, quantile: 0.25 }).matches[0]).toMatchObject({ image: "1", frame: 0 });
  });
});

describe("the nearest boxes", () => {
  it("are those that a plain search finds, the first of equal ones", () => {
    const random = seededRandom(3);
    const rows = (count: number) => ({
      rows: count,
      columns: 4,
      values: Float32Array.from({ length: count * 4 }, () => random.normal()),
    });
    const [items, videos] = [rows(6), rows(5)];
    videos.values.copyWithin(16, 0, 4);
    const found = nearestBoxes(items, videos, "float64");
    for (let row = 0; row < 6; row++) {
      const distances = [0, 1, 2, 3, 4].map((video) =>
        [0, 1, 2, 3].reduce((sum, d) => {
          const difference = (items.values[row * 4 + d] ?? 0) - (videos.values[video * 4 + d] ?? 0);
          return sum + difference ** 2;
        }, 0),
      );
      expect(found.positions[row]).toBe(distances.indexOf(Math.min(...distances)));
      expect(found.squaredDistances[row]).toBeCloseTo(Math.min(...distances), 12);
    }
  });
});

describe("the arithmetic of distances", () => {
  it("takes a quantile between neighbors", () => {
    const { quantile, mean } = distanceArithmetic("float64");
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.28)).toBe(7);
    expect(mean([])).toBe(0);
  });

  it("rounds a threshold to float16, so that a value just below it may not count", () => {
    const [lower, upper] = [0.5, 0.5 + 2 ** -11];
    expect(distanceArithmetic("float16").quantile([lower, upper], 0.28)).toBe(lower);
    expect(distanceArithmetic("float64").quantile([lower, upper], 0.28)).toBeGreaterThan(lower);
  });
});
