import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { readRecipes } from "./recipeFolder";
import { shippedRecipes } from "./shippedRecipes";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recipes-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

it("lists recipes whole, by name", async () => {
  write("b.json", '{"inherits":"a","name":"b","batch":{"size":8}}');
  write("a.json", '{"schema":1,"name":"a","batch":{"size":64},"seed":3}');
  write("notes.txt", "no recipe");
  expect(await readRecipes(folder)).toEqual({
    recipes: [
      { schema: 1, name: "a", batch: { size: 64 }, seed: 3 },
      { schema: 1, name: "b", batch: { size: 8 }, seed: 3 },
    ],
    broken: [],
  });
});

it.each([
  ["cut off", '{"schema":1,', /expected x\.json to be an object in JSON/],
  ["a list", "[]", /expected x\.json to be an object in JSON; .*expected record/],
  ["of another schema", '{"schema":2,"name":"x"}', /expected 1.*schema/],
  ["of another name", '{"schema":1,"name":"y"}', /found "y"/],
  ["heir of nobody", '{"inherits":"y","name":"x"}', /"y", which "x" inherits from/],
])("names one that is %s, and lists the others", async (_what, text, message) => {
  write("x.json", text);
  write("good.json", '{"schema":1,"name":"good"}');
  const { recipes, broken } = await readRecipes(folder);
  expect(recipes.map(({ name }) => name)).toEqual(["good"]);
  expect(broken).toEqual([{ name: "x", message: expect.stringMatching(message) as string }]);
});

it("has none where there is no folder", async () => {
  expect(await readRecipes(join(folder, "nothing"))).toEqual({ recipes: [], broken: [] });
});

it("reads every recipe that comes with the studio", async () => {
  const { recipes, broken } = await readRecipes(shippedRecipes);
  expect(broken).toEqual([]);
  expect(recipes).toHaveLength(readdirSync(shippedRecipes).filter((name) => name.endsWith(".json")).length);
});
