import type { z } from "zod";

import type { RunRecipe } from "../../src/contracts/companionRuns";
import { recipeSchema } from "../../src/contracts/recipe";
import { StudioError } from "../../src/core/errors";

const shownFaults = 5;

/**
 * A recipe with its defaults filled in, so that a run can be repeated when those have changed.
 *
 * @throws RecipeFormatError with the fields that are wrong
 */
export function judgeRecipe(recipe: RunRecipe): RunRecipe {
  const parsed = recipeSchema.safeParse(recipe);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, shownFaults).map(faultOf).join("; ");
  const rest = issues.length > shownFaults ? `; and ${issues.length - shownFaults} more` : "";
  throw new StudioError(
    "RecipeFormatError",
    `expected "${recipe.name.slice(0, 80)}" to be a recipe that can be trained by; ${shown}${rest}`,
    "Correct these fields, or begin with a recipe that comes with the studio.",
  );
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? "as a whole" : path.join(".")}: ${message}`;
}
