import { expect, it } from "vitest";

import { lineageOf } from "./checkpointLineage";

const of = (id: string, parent: string | null) => ({ id, name: `The ${id}`, parent });
const known = new Map(
  [of("a", null), of("b", "a"), of("c", "b"), of("x", "y"), of("y", "x")].map((one) => [one.id, one]),
);

it("names what a checkpoint was trained from, the nearest first, and one that is not known by its id", () => {
  expect(lineageOf(of("d", "c"), known)).toEqual(["The c", "The b", "The a"]);
  expect(lineageOf(of("d", "gone"), known)).toEqual(["gone"]);
  expect(lineageOf(of("a", null), known)).toEqual([]);
});

it("ends where manifests say that each was trained from the other", () => {
  expect(lineageOf(of("x", "y"), known)).toEqual(["The y"]);
});
