import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CandidateList } from "./candidateList";

describe("CandidateList", () => {
  it("keeps the rows whose bounds reach the K-th best lower bound", () => {
    const list = new CandidateList(2);
    list.add(0, 0.5, 0.1); // 0.4 to 0.6
    list.add(1, 0.9, 0.1); // 0.8 to 1
    list.add(2, 0.7, 0.1); // 0.6 to 0.8
    expect(list.threshold).toBeCloseTo(0.6);
    const { rows, upperBounds } = list.candidates(10);
    expect([...rows]).toEqual([0, 1, 2]);
    expect(upperBounds[1]).toBeCloseTo(10);
  });

  it("drops rows that later ones push out", () => {
    const list = new CandidateList(1);
    list.add(3, 0.1, 0);
    list.add(4, 0.2, 0);
    expect([...list.candidates(1).rows]).toEqual([4]);
  });

  it("keeps a row of infinite error, and lets it lower no threshold", () => {
    const list = new CandidateList(1);
    list.add(0, 0, Infinity);
    expect(list.threshold).toBe(-Infinity);
    list.add(1, 5, 0.5);
    expect([...list.candidates(1).rows]).toEqual([0, 1]);
  });

  it("holds every row of the true top K, however rows come and however wide their errors", () => {
    const rows = fc.array(
      fc.record({
        score: fc.integer({ min: -20, max: 20 }),
        error: fc.integer({ min: 0, max: 6 }),
        shift: fc.double({ min: -1, max: 1, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (drawn, topK) => {
        const list = new CandidateList(topK);
        drawn.forEach(({ score, error, shift }, row) => list.add(row, score + shift * error, error + 1e-9));
        const found = new Set(list.candidates(1).rows);
        const best = drawn.map((_, row) => row).sort((a, b) => drawn[b]!.score - drawn[a]!.score || a - b);
        expect(best.slice(0, topK).every((row) => found.has(row))).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it("grows past its first room when every row stays possible", () => {
    const list = new CandidateList(3);
    for (let row = 0; row < 20_000; row++) list.add(row, row * 1e-6, 1);
    expect(list.candidates(1).rows).toHaveLength(20_000);
  });
});
