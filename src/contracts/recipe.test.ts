import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it, test } from "vitest";
import { z } from "zod";

import { inheritedRecipe, mergeRecipe, type RecipeContent } from "../core/training/inheritedRecipe";
import { recipeSchema } from "./recipe";

const shipped = new URL("../../server/trainer/recipes/", import.meta.url);
const contents = new Map(
  readdirSync(shipped).map((file) => [
    file.replace(/\.json$/, ""),
    JSON.parse(readFileSync(new URL(file, shipped), "utf8")) as RecipeContent,
  ]),
);

test("the JSON Schema that the trainer is tested against is the one of this contract", () => {
  const stored: unknown = JSON.parse(readFileSync(new URL("recipe.schema.json", import.meta.url), "utf8"));
  expect(z.toJSONSchema(recipeSchema, { io: "input" })).toEqual(stored);
});

test("every field says what it is, so that a form can", () => {
  const silent: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [name, field] of Object.entries((schema as { properties?: object }).properties ?? {})) {
      const isMarker = "const" in field || path.startsWith("recipe.input");
      if (!isMarker && !("description" in field)) silent.push(`${path}.${name}`);
      look(field, `${path}.${name}`);
    }
    for (const key of ["anyOf", "oneOf", "items"]) {
      const parts: unknown = (schema as Record<string, unknown>)[key];
      for (const part of Array.isArray(parts) ? (parts as unknown[]) : [parts]) look(part, path);
    }
  };
  look(z.toJSONSchema(recipeSchema, { io: "input" }), "recipe");
  expect(silent.filter((path) => !/ugmentation\.kind$/.test(path))).toEqual([]);
});

test.each([...contents.keys()])("%s is a recipe", (name) => {
  expect(recipeSchema.safeParse(inheritedRecipe(name, contents)).error?.issues ?? []).toEqual([]);
});

describe("a recipe is refused", () => {
  const whole = inheritedRecipe("reid-bot", contents);
  it.each([
    ["without losses", { losses: [] }, "losses"],
    ["with a key that is not known", { sead: 3 }, ""],
    ["with a loss that is not known", { losses: [{ kind: "quadruplet" }] }, "losses.0.kind"],
    ["with an option of another loss", { losses: [{ kind: "triplet", bins: 3 }] }, "losses.0"],
    ["of no length", { length: { epochs: 0 } }, "length"],
    ["whose batch holds no whole identities", { batch: { size: 30 } }, "batch.size"],
    ["whose batch has room for negatives only", { sampler: { kind: "identities", negatives: 64 } }, "batch.size"],
    [
      "with oblong pictures where the input is square",
      {
        input: { resize: "letterbox", width: 256 },
        sampler: { kind: "aspect", shapes: [{ height: 2, width: 3 }] },
      },
      "input.resize",
    ],
    ["whose input has a key that is not known", { input: { hieght: 3 } }, "input"],
  ])("%s", (_what, change, place) => {
    const result = recipeSchema.safeParse(mergeRecipe(whole, change));
    expect(result.error?.issues.map(({ path }) => path.join("."))).toContain(place);
  });
});
