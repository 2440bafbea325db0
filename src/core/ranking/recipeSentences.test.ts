import { expect, it } from "vitest";

import { plainViews } from "../embedding/embeddingViews";
import { plainRanking, rankPresets } from "./rankPresets";
import type { RankRecipe } from "./rankRecipe";
import { recipeSentences } from "./recipeSentences";

const recipe: RankRecipe = {
  ...plainRanking,
  steps: [
    { kind: "normalize", isOn: true },
    { kind: "diffusion", k: 50, gamma: 3, alpha: 0.99, isOn: false },
    { kind: "whiten", fit: "pairs", dimension: null, power: 0.5, isOn: true },
    { kind: "augment-gallery", form: "pyretri", k: 5, alpha: 3, isOn: true },
    { kind: "expand-queries", form: "dirtorch", k: 7, alpha: 1 / 3, times: 2, isOn: true },
  ],
};

it("says the steps that are on, in order, with their form and numbers", () => {
  expect(recipeSentences(recipe)).toEqual([
    "L2 normalization: Queries and gallery at unit length.",
    expect.stringMatching(/^Whitening \(on pairs of one identity among other items, Power = 0.5\): /),
    expect.stringMatching(/^Database augmentation \(plain sum \(PyRetri\), k = 5\): /),
    "Query expansion (α-QE (dirtorch), k = 7, α = 0.3333, Rounds = 2): Queries become means of themselves and their nearest gallery vectors.",
  ]);
});

it("says that nothing was done, and which views were asked for", () => {
  const mirrored = { ...plainRanking, views: { ...plainViews, flips: ["horizontal"] as const } };
  expect(recipeSentences(mirrored)).toEqual([
    "Inner products of the stored vectors, and nothing else.",
    expect.stringContaining("mirrored"),
  ]);
});

it("says every published recipe without a gap", () => {
  for (const preset of rankPresets) expect(recipeSentences(preset).join(" ")).not.toMatch(/undefined|NaN|null/);
});
