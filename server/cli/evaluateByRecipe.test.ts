import { expect, it } from "vitest";

import { asksForRecipe, evaluateByRecipe } from "./evaluateByRecipe";

it("takes evaluations by a rank recipe, and leaves all else to the trainer", () => {
  expect(asksForRecipe(["evaluate", "--items", "a.csv", "--rank", "dira-test"])).toBe(true);
  expect(asksForRecipe(["evaluate", "--items", "a.csv", "--rank=dira-test"])).toBe(true);
  expect(asksForRecipe(["evaluate", "--items", "a.csv"])).toBe(false);
  expect(asksForRecipe(["embed", "--rank"])).toBe(false);
});

it("says what is missing, and which recipes there are", async () => {
  await expect(evaluateByRecipe(["--rank", "plain"])).rejects.toThrow("expected --items TABLE");
  await expect(evaluateByRecipe(["--items", "a.csv", "--rank", "plain"])).rejects.toThrow("expected --checkpoint DIR");
  const args = ["--items", "a.csv", "--checkpoint", "c", "--rank", "nowhere"];
  await expect(evaluateByRecipe(args)).rejects.toThrow(/one of plain, dira-test.*found "nowhere"/);
});
