import { expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { PairCounter } from "./pairHistogram";

it("counts every pair once, matches apart, and leaves out rows that take no rank", () => {
  const counter = new PairCounter();
  counter.add(Float32Array.of(0.9, -0.5, 0.1, -Infinity), Uint32Array.of(0));
  counter.add(Float32Array.of(0.2, 0.3, -Infinity, 0.4), Uint32Array.of(1, 3));
  const { low, high, matches, others } = counter.histogram(10);
  expect([low, high].map((score) => score.toFixed(2))).toEqual(["-0.50", "0.90"]);
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  expect([total(matches), total(others)]).toEqual([3, 3]);
  expect(matches[9]).toBe(1);
  expect(others[0]).toBe(1);
});

it("puts scores of any range where bins of equal width put them, but next to their bounds", () => {
  const random = seededRandom(6);
  for (const scale of [1, 1e-4, 300]) {
    const scores = Float32Array.from({ length: 5000 }, () => random.normal() * scale);
    const counter = new PairCounter();
    counter.add(scores.slice(), new Uint32Array());
    const { low, high, others } = counter.histogram(20);
    const expected = new Float64Array(20);
    for (const score of scores) {
      expected[Math.min(19, Math.max(0, Math.floor(((score - low) / (high - low)) * 20)))]!++;
    }
    const moved = expected.reduce((sum, count, bin) => sum + Math.abs(count - others[bin]!), 0) / 2;
    expect(moved).toBeLessThan(75); // 1.5 %: cells are 1/512 of their scores wide
  }
});

it("has an empty histogram of no pairs, and one bin of a single score", () => {
  expect(new PairCounter().histogram(3).others).toEqual(new Float64Array(3));
  const counter = new PairCounter();
  counter.add(Float32Array.of(0.5, 0.5), Uint32Array.of(0));
  expect(counter.histogram(3)).toMatchObject({ matches: Float64Array.of(1, 0, 0), others: Float64Array.of(1, 0, 0) });
});
