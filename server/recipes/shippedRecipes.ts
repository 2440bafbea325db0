import { join } from "node:path";

import { trainerFolder } from "../environment/trainerPython";

/** Folder of the recipes that come with the studio, absolute; the trainer reads the same one. */
export const shippedRecipes = join(trainerFolder, "trainer/recipes");
