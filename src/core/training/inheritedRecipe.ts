import { StudioError } from "../errors";

/** A recipe's file, parsed and not yet judged. */
export type RecipeContent = Readonly<Record<string, unknown>>;

/**
 * A recipe with nothing left to inherit.
 *
 * @param contents of all recipes' files, by name
 * @throws RecipeFormatError for a recipe that is not there, also one that is inherited from, and for a circle
 */
export function inheritedRecipe(name: string, contents: ReadonlyMap<string, RecipeContent>): RecipeContent {
  return inherited(name, contents, []);
}

/** `base` with the keys of `change`: objects are merged, unless their `kind` changes; all else is replaced. */
export function mergeRecipe(base: RecipeContent, change: RecipeContent): RecipeContent {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const old = base[key];
    const isMerged = isSection(old) && isSection(value) && (value["kind"] ?? old["kind"]) === old["kind"];
    merged[key] = isMerged ? mergeRecipe(old, value) : value;
  }
  return merged;
}

function inherited(
  name: string,
  contents: ReadonlyMap<string, RecipeContent>,
  below: readonly string[],
): RecipeContent {
  const content = contents.get(name);
  if (content === undefined) throw missing(name, below);
  if (below.includes(name)) throw circle([...below, name]);
  const { inherits: parent, ...own } = content;
  if (parent === undefined || parent === null) return own;
  return mergeRecipe(
    inherited(typeof parent === "string" ? parent : JSON.stringify(parent), contents, [...below, name]),
    own,
  );
}

function isSection(value: unknown): value is RecipeContent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function missing(name: string, below: readonly string[]): StudioError {
  const heir = below.at(-1);
  return new StudioError(
    "RecipeFormatError",
    `expected a recipe named "${name}"${heir === undefined ? "" : `, which "${heir}" inherits from`}; found none`,
    "Write it, or correct the name.",
  );
}

function circle(names: readonly string[]): StudioError {
  return new StudioError(
    "RecipeFormatError",
    `expected recipes that inherit from others; these inherit in a circle: ${names.join(" → ")}`,
    "Take `inherits` out of one of them.",
  );
}
