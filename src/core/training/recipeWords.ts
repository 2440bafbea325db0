import { recipeValue } from "./editRecipe";

/** What a recipe says of itself in words; empty where it says nothing. */
export interface RecipeWords {
  readonly title: string;
  readonly paper: string;
  readonly code: string;
  readonly form: "code" | "text" | "ours";
  readonly note: string;
  readonly dataset: string;
  readonly weights: string;
}

/** @param recipe as a companion gave it, which may be one that breaks the schema */
export function recipeWords(recipe: unknown): RecipeWords {
  const text = (path: string) => {
    const value = recipeValue(recipe, path);
    return typeof value === "string" ? value : "";
  };
  const form = text("source.form");
  return {
    title: text("title") || text("name"),
    paper: text("source.paper"),
    code: text("source.code"),
    form: form === "code" || form === "text" ? form : "ours",
    note: text("source.note"),
    dataset: text("needs.dataset"),
    weights: text("needs.weights"),
  };
}
