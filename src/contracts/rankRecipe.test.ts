import { describe, expect, it } from "vitest";

import { rankPresets } from "../core/ranking/rankPresets";
import { viewsNote } from "../core/ranking/rankRecipe";
import { defaultStep, parseRankRecipe } from "./rankRecipe";

describe("a rank recipe", () => {
  it.each(rankPresets.map((preset) => [preset.name, preset] as const))(
    "reads the preset %s as it is",
    (name, preset) => {
      expect(parseRankRecipe(JSON.parse(JSON.stringify(preset)), name)).toEqual(preset);
    },
  );

  it("says which views of a picture it asks for and the checkpoint does not make", () => {
    const digix = rankPresets.find(({ name }) => name === "digix2-post");
    expect(digix && viewsNote(digix)).toContain("mirrored, upside down, turned 90° 270°, sizes × 1.1, median");
    expect(digix && viewsNote(digix, [{ ...digix.views, scales: [1] }])).toMatch(
      /made of: sizes × 1\.1\. A checkpoint/,
    );
    expect(digix && viewsNote(digix, [digix.views])).toBeNull();
    expect(viewsNote(rankPresets[0]!)).toBeNull();
  });

  it("fills in what is left out", () => {
    const recipe = parseRankRecipe({ schema: 1, name: "mine", steps: [{ kind: "expand-queries" }] }, "mine.json");
    expect(recipe).toMatchObject({ steps: [defaultStep("expand-queries")], views: { scales: [1] } });
  });

  it("names every field that is wrong", () => {
    const steps = [
      { kind: "k-reciprocal", lambda: -0.1 },
      { kind: "expand-queries", k: 0 },
    ];
    const read = () => parseRankRecipe({ schema: 1, name: "mine", steps, more: 1 }, "mine.json");
    expect(read).toThrow(/mine\.json.*steps\.0\.lambda.*steps\.1\.k.*more/);
  });

  it("refuses vector steps after one that scores, and a second one that scores", () => {
    const read = (kinds: readonly string[], isOn = true) =>
      parseRankRecipe({ schema: 1, name: "m", steps: kinds.map((kind) => ({ kind, isOn })) }, "m");
    expect(() => read(["k-reciprocal", "normalize"])).toThrow("normalize to stand before k-reciprocal");
    expect(() => read(["k-reciprocal", "diffusion"])).toThrow("one step that scores; found diffusion");
    expect(() => read(["threshold", "diffusion"])).toThrow("threshold to stand last");
    expect(read(["k-reciprocal", "normalize"], false).steps).toHaveLength(2);
  });
});
