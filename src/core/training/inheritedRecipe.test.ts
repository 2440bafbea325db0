import { describe, expect, it } from "vitest";

import cases from "../../contracts/golden/recipeInheritance.json";
import { inheritedRecipe, mergeRecipe, type RecipeContent } from "./inheritedRecipe";

it.each(cases as unknown as { what: string; base: RecipeContent; change: RecipeContent; merged: RecipeContent }[])(
  "$what",
  ({ base, change, merged }) => {
    expect(mergeRecipe(base, change)).toEqual(merged);
  },
);

describe("a recipe", () => {
  const contents = new Map<string, RecipeContent>([
    ["a", { schema: 1, name: "a", batch: { size: 64, accumulate: 2 } }],
    ["b", { inherits: "a", name: "b", batch: { size: 32 } }],
    ["c", { inherits: "b", name: "c", seed: 7 }],
    ["orphan", { inherits: "nobody", name: "orphan" }],
    ["egg", { inherits: "hen" }],
    ["hen", { inherits: "egg" }],
  ]);

  it("inherits from those that inherit", () => {
    expect(inheritedRecipe("c", contents)).toEqual({
      schema: 1,
      name: "c",
      batch: { size: 32, accumulate: 2 },
      seed: 7,
    });
  });

  it("leaves the one it inherits from as it was", () => {
    inheritedRecipe("b", contents);
    expect(inheritedRecipe("a", contents)).toEqual({ schema: 1, name: "a", batch: { size: 64, accumulate: 2 } });
  });

  it.each([
    ["d", /expected a recipe named "d"; found none/],
    ["orphan", /"nobody", which "orphan" inherits from; found none/],
    ["egg", /circle: egg → hen → egg/],
  ])("is refused: %s", (name, message) => {
    expect(() => inheritedRecipe(name, contents)).toThrow(message);
  });
});
