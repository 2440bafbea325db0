import { companionRecipesSchema, runPaths } from "../../src/contracts/companionRuns";
import { readRecipes } from "../recipes/recipeFolder";
import type { CompanionRoutes } from "./companion";

/**
 * What can be trained by.
 *
 * @param folder of recipes, absolute
 */
export function recipeRoutes(folder: string): CompanionRoutes {
  return (app) => {
    app.get(`/${runPaths.recipes}`, async () => companionRecipesSchema.parse(await readRecipes(folder)));
  };
}
