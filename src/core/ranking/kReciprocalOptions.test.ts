import { expect, it } from "vitest";

import { listLengths, neighborsNeeded, standardKReciprocal } from "./kReciprocalOptions";

it("halves k1 as numpy rounds: halves to even", () => {
  const half = (k1: number): number => listLengths({ ...standardKReciprocal, k1 }).half - 1;
  expect([1, 2, 3, 4, 5, 6, 7, 9].map(half)).toEqual([0, 1, 2, 2, 2, 3, 4, 4]);
});

it("keeps k1 + 1 neighbors, or k1 where the form was published so", () => {
  expect(listLengths({ ...standardKReciprocal, form: "distance" })).toEqual({ full: 21, half: 11 });
  expect(listLengths({ ...standardKReciprocal, form: "jaccard" })).toEqual({ full: 20, half: 11 });
  expect(listLengths({ ...standardKReciprocal, form: "digix2", k1: 1 })).toEqual({ full: 1, half: 1 });
});

it("needs as many neighbors as are averaged, where the form has them", () => {
  expect(neighborsNeeded({ ...standardKReciprocal, k1: 4, k2: 9 })).toBe(9);
  expect(neighborsNeeded({ ...standardKReciprocal, form: "jaccard", k1: 4, k2: 9 })).toBe(4);
});
