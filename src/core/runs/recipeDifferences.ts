/** A value of a recipe by the way to it: `optimizer.learningRate`, `losses[0].weight`. */
export type FlatRecipe = ReadonlyMap<string, string>;

/**
 * A recipe's values by their paths, as JSON texts. Empty lists and objects stand for themselves.
 *
 * @param recipe anything that was JSON
 */
export function flattenRecipe(recipe: unknown): FlatRecipe {
  const flat = new Map<string, string>();
  flattenInto(flat, "", recipe);
  return flat;
}

function flattenInto(flat: Map<string, string>, path: string, value: unknown): void {
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((entry, place) => flattenInto(flat, `${path}[${place}]`, entry));
    return;
  }
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) flat.set(path, JSON.stringify(value));
  for (const [key, entry] of entries) flattenInto(flat, path === "" ? key : `${path}.${key}`, entry);
}

/** A path at which recipes differ, and what each has there; null where it has nothing. */
export interface RecipeDifference {
  readonly path: string;
  readonly values: readonly (string | null)[];
}

/** What differs between recipes, in the order in which they name it. Titles and sources are words, not settings. */
export function recipeDifferences(recipes: readonly FlatRecipe[]): RecipeDifference[] {
  const paths = new Set(recipes.flatMap((recipe) => [...recipe.keys()]));
  return [...paths].flatMap((path) => {
    if (/^(title|source|needs|schema)\b/.test(path)) return [];
    const values = recipes.map((recipe) => recipe.get(path) ?? null);
    return values.every((value) => value === values[0]) ? [] : [{ path, values }];
  });
}
