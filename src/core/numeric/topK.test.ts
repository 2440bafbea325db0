import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TopK } from "./topK";

function sortedTopK(scores: readonly number[], topK: number): number[] {
  const rows = scores.map((_, row) => row);
  return rows.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, topK);
}

describe("TopK", () => {
  it("keeps the best rows, ties by the lower row", () => {
    const heap = new TopK(3);
    [0.5, 0.9, 0.5, 0.1, 0.9, 0.5].forEach((score, row) => heap.offer(score, row));
    const ranking = heap.takeRanking();
    expect([...ranking.rows]).toEqual([1, 4, 0]);
    expect([...ranking.scores]).toEqual([Math.fround(0.9), Math.fround(0.9), 0.5]);
  });

  it("prefers the lower row of a tie in whatever order rows come", () => {
    const heap = new TopK(2);
    for (const row of [9, 3, 7, 5, 1]) heap.offer(1, row);
    expect([...heap.takeRanking().rows]).toEqual([1, 3]);
  });

  it("names the score that a further row must reach", () => {
    const heap = new TopK(2);
    heap.offer(5, 0);
    expect(heap.worstScore).toBe(-Infinity);
    heap.offer(4, 1);
    expect(heap.worstScore).toBe(4);
    heap.offer(6, 2);
    expect(heap.worstScore).toBe(5);
  });

  it("keeps nothing where K is 0, and all where K is more than there is", () => {
    const none = new TopK(0);
    none.offer(1, 0);
    expect(none.takeRanking().rows).toHaveLength(0);
    const all = new TopK(10);
    all.offer(1, 0);
    expect([...all.takeRanking().rows]).toEqual([0]);
  });

  it("equals a full sort for any scores", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.integer({ min: 0, max: 12 }), (scores, topK) => {
        const heap = new TopK(topK);
        scores.forEach((score, row) => heap.offer(score, row));
        expect([...heap.takeRanking().rows]).toEqual(sortedTopK(scores, topK));
      }),
      { seed: 7 },
    );
  });
});
