import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { type CompanionRecipes, type RunRecipe, runRecipeSchema } from "../../src/contracts/companionRuns";
import { StudioError } from "../../src/core/errors";
import { inheritedRecipe, type RecipeContent } from "../../src/core/training/inheritedRecipe";

const ending = ".json";
const contentSchema = z.record(z.string(), z.unknown());

/**
 * The recipes of a folder by name, each with nothing left to inherit; those that cannot be used are named beside them.
 *
 * @param folder absolute; one that is not there has none
 */
export async function readRecipes(folder: string): Promise<CompanionRecipes> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(ending)).sort();
  const contents = new Map<string, RecipeContent>();
  const broken: { name: string; message: string }[] = [];
  for (const file of files) {
    const name = file.slice(0, -ending.length);
    try {
      contents.set(name, contentSchema.parse(JSON.parse(await readFile(join(folder, file), "utf8"))));
    } catch (error) {
      broken.push({ name, message: `expected ${file} to be an object in JSON; ${faultOf(error)}` });
    }
  }
  const recipes: RunRecipe[] = [];
  for (const name of contents.keys()) {
    try {
      recipes.push(wholeRecipe(name, contents));
    } catch (error) {
      broken.push({ name, message: faultOf(error) });
    }
  }
  return { recipes, broken };
}

function wholeRecipe(name: string, contents: ReadonlyMap<string, RecipeContent>): RunRecipe {
  const recipe = runRecipeSchema.parse(inheritedRecipe(name, contents));
  if (recipe.name === name) return recipe;
  throw new StudioError(
    "RecipeFormatError",
    `expected ${name}${ending} to hold a recipe of that name; found "${recipe.name}"`,
    "Make its file's name and its own the same.",
  );
}

function faultOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll("\n", " ");
  return error instanceof Error ? error.message : String(error);
}
