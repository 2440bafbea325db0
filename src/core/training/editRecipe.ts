import type { RecipeContent } from "./inheritedRecipe";
import type { FieldSchema } from "./recipeForm";

/**
 * A recipe with another value in one place.
 *
 * @param path as `FormField` has it; it must lead through objects and lists that are there
 */
export function setInRecipe(recipe: RecipeContent, path: string, value: unknown): RecipeContent {
  return changed(recipe, path.split("."), value) as RecipeContent;
}

/** A recipe without an entry of one of its lists. */
export function removeFromRecipe(recipe: RecipeContent, path: string): RecipeContent {
  const cut = path.lastIndexOf(".");
  const [list, place] = [path.slice(0, cut), Number(path.slice(cut + 1))];
  const entries = recipeValue(recipe, list) as readonly unknown[];
  return setInRecipe(
    recipe,
    list,
    entries.filter((_, at) => at !== place),
  );
}

/** The value in a place of a recipe; undefined where there is none. */
export function recipeValue(recipe: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[key], recipe);
}

/**
 * An object of another kind: what both kinds have is kept, what only the new one has gets its default. A value without a
 * default is left out, for the user to give.
 *
 * @param schema with the kinds as `oneOf`
 */
export function changeKind(value: unknown, kind: unknown, schema: FieldSchema): RecipeContent {
  const shape = schema.oneOf?.find(({ properties }) => properties?.["kind"]?.const === kind);
  const old = (value ?? {}) as RecipeContent;
  const kept = Object.entries(shape?.properties ?? {}).flatMap(([key, property]) => {
    const next = key === "kind" ? kind : (old[key] ?? property.default);
    return next === undefined ? [] : [[key, next] as const];
  });
  return { kind, ...Object.fromEntries(kept) };
}

/** The schema of the object or list in a place; undefined where the schema says nothing of it. */
export function schemaAt(schema: FieldSchema, path: string): FieldSchema | undefined {
  const below = (parent: FieldSchema | undefined, key: string): FieldSchema | undefined => {
    const shape = notNull(parent);
    const entry = typeof shape?.items === "object" ? shape.items : undefined;
    return /^\d+$/.test(key) && entry !== undefined ? entry : shape?.properties?.[key];
  };
  return notNull(path.split(".").reduce<FieldSchema | undefined>(below, schema));
}

function notNull(schema: FieldSchema | undefined): FieldSchema | undefined {
  return schema?.anyOf?.find(({ type }) => type !== "null") ?? schema;
}

function changed(place: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(place)) {
    const list: readonly unknown[] = place;
    return list.with(Number(key), rest.length === 0 ? value : changed(list[Number(key)], rest, value));
  }
  const section = (place ?? {}) as RecipeContent;
  return { ...section, [key]: rest.length === 0 ? value : changed(section[key], rest, value) };
}
