import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BlockOrder } from "./blockOrder";

describe("BlockOrder", () => {
  it("gives back what was added in any order, in order, and never over a gap", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (positions, size) => {
          const order = new BlockOrder<number>();
          const taken: number[] = [];
          const added = new Set<number>();
          for (const position of positions) {
            order.add(position, position);
            added.add(position);
            while (order.ready >= size) taken.push(...order.take(size));
            expect(added.has(order.taken + order.ready)).toBe(false);
          }
          taken.push(...order.take(size));
          expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        },
      ),
    );
  });

  it("gives nothing while the first is missing", () => {
    const order = new BlockOrder<string>();
    order.add(1, "b");
    expect(order.ready).toBe(0);
    expect(order.take(5)).toEqual([]);
  });
});
