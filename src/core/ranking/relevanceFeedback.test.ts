import { describe, expect, it } from "vitest";

import { dot, normalized } from "../numeric/vectors";
import { seededRandom } from "../numeric/random";
import { moveQuery } from "./relevanceFeedback";

const none = new Float32Array(0);

describe("moveQuery", () => {
  it("adds the mean of liked vectors and takes away that of disliked ones, then normalizes", () => {
    const liked = Float32Array.of(0, 1, 0, 0, 0, 1); // mean (0, 0.5, 0.5)
    const disliked = Float32Array.of(1, 0, 0);
    const moved = moveQuery(Float32Array.of(1, 0, 0), { liked, disliked }, { liked: 1, disliked: 0.5 });
    const expected = normalized(Float32Array.of(0.5, 0.5, 0.5));
    moved.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it("leaves the query where nothing is marked", () => {
    expect(moveQuery(Float32Array.of(0, 1), { liked: none, disliked: none })).toEqual(Float32Array.of(0, 1));
  });

  it("raises the score of what is liked and lowers that of what is disliked", () => {
    const random = seededRandom(2);
    const draw = (): Float32Array => normalized(Float32Array.from({ length: 16 }, () => random.normal()));
    for (let i = 0; i < 50; i++) {
      const [query, marked] = [draw(), draw()];
      const before = dot(query, marked);
      expect(dot(moveQuery(query, { liked: marked, disliked: none }), marked)).toBeGreaterThan(before);
      expect(dot(moveQuery(query, { liked: none, disliked: marked }), marked)).toBeLessThan(before);
    }
  });
});
