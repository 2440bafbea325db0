import { expect, it } from "vitest";

import { flattenRecipe, recipeDifferences } from "./recipeDifferences";

it("names what differs between recipes by the way to it, and nothing else", () => {
  const one = { name: "a", title: "A", batch: { size: 8 }, losses: [{ kind: "triplet", weight: 1 }], pooling: {} };
  const two = {
    name: "b",
    title: "B",
    batch: { size: 8 },
    losses: [{ kind: "triplet", weight: 2 }],
    gradientClip: null,
  };
  expect(recipeDifferences([flattenRecipe(one), flattenRecipe(two)])).toEqual([
    { path: "name", values: ['"a"', '"b"'] },
    { path: "losses[0].weight", values: ["1", "2"] },
    { path: "pooling", values: ["{}", null] },
    { path: "gradientClip", values: [null, "null"] },
  ]);
});

it("finds no difference in one recipe, or none", () => {
  expect(recipeDifferences([flattenRecipe({ name: "a" })])).toEqual([]);
  expect(recipeDifferences([])).toEqual([]);
});
