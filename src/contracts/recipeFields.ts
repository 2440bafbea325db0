import { z } from "zod";

import { recipeSchema } from "./recipe";

/** The schema of recipes as data, for a form to be made of: what `recipe.schema.json` holds. */
export const recipeFields: unknown = z.toJSONSchema(recipeSchema, { io: "input" });
