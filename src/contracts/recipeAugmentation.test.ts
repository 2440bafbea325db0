import { describe, expect, it } from "vitest";

import { augmentationKinds, recipeAugmentationSchema } from "./recipeAugmentation";

const faults = (step: object): string[] =>
  (recipeAugmentationSchema.safeParse(step).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

it.each(augmentationKinds)("takes $name as it is described", ({ name, options }) => {
  const defaults = Object.fromEntries(options.map((option) => [option.name, option.default]));
  expect(faults({ kind: name })).toEqual([]);
  expect(faults({ kind: name, ...defaults })).toEqual([]);
});

it("keeps what is given", () => {
  const step = { kind: "shuffled", steps: [{ kind: "jpeg", probability: 0.25, quality: [10, 50] }] };
  expect(recipeAugmentationSchema.parse(step)).toEqual(step);
});

describe("names", () => {
  it.each<[string, object, RegExp]>([
    [
      "a kind that there is not",
      { kind: "horizontal-flop" },
      /^kind: expected one of .*horizontal-flip.*; found "horizontal-flop"/,
    ],
    [
      "an option that there is not",
      { kind: "resize", hieght: 3 },
      /^hieght: resize has no such option; it has .*height/,
    ],
    ["an option of another type", { kind: "resize", height: "3" }, /^height: .*expected (number|int)/],
    ["a part that is no whole number", { kind: "resize", height: 3.5 }, /^height: .*expected int/],
    ["a probability above 1", { kind: "jpeg", probability: 2 }, /^probability: .*<=1/],
    ["a choice that there is not", { kind: "resize", filter: "soft" }, /^filter: .*"bicubic"/],
    ["a range with one end", { kind: "jpeg", quality: [10] }, /^quality: /],
    ["a range that falls", { kind: "jpeg", quality: [50, 10] }, /^quality: expected two ends that rise/],
    ["what is wrong within", { kind: "shuffled", steps: [{ kind: "jpeg" }, { kind: "jpg" }] }, /^steps\.1\.kind: /],
    ["steps that are none", { kind: "shuffled", steps: "all" }, /^steps: expected a list/],
  ])("%s", (_fault, step, message) => {
    expect(faults(step)).toEqual([expect.stringMatching(message)]);
  });
});
