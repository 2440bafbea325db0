import { StudioError } from "../errors";
import { mergeRecipe, type RecipeContent } from "./inheritedRecipe";

/** One training of a series: what tells it from the others, and its recipe, whose name is that of the first. */
export interface SeriesMember {
  readonly title: string;
  readonly recipe: RecipeContent;
}

/** A key of a recipe, such as `batch.size` or `losses.0.margin`, and the values that it is to have. */
export interface VariedKey {
  readonly key: string;
  readonly values: readonly unknown[];
}

/** A change that is made on top of those before it. */
export interface SeriesStep {
  readonly title: string;
  /** Merged as by inheritance. */
  readonly change: RecipeContent;
}

const mostMembers = 64;

/**
 * The recipe as it is, then each value of each key alone; values that a recipe has anyway are left out.
 *
 * @throws RecipeFormatError for a key that leads nowhere; LimitExceededError for more trainings than anybody waits for
 */
export function oneKeyAtATime(recipe: RecipeContent, keys: readonly VariedKey[]): SeriesMember[] {
  const members: SeriesMember[] = [{ title: "as it is", recipe }];
  for (const { key, values } of keys) {
    for (const value of values) {
      if (isSame(valueAt(recipe, key), value)) continue;
      members.push({ title: titleOf(key, value), recipe: withValue(recipe, key, value) });
    }
  }
  return limited(members);
}

/**
 * Every combination of values; those of the last key change fastest.
 *
 * @throws as `oneKeyAtATime` does
 */
export function everyCombination(recipe: RecipeContent, keys: readonly VariedKey[]): SeriesMember[] {
  let members: SeriesMember[] = [{ title: "", recipe }];
  for (const { key, values } of keys) {
    const made = members.flatMap((member) =>
      values.map((value) => ({
        title: [member.title, titleOf(key, value)].filter((part) => part !== "").join(", "),
        recipe: withValue(member.recipe, key, value),
      })),
    );
    members = limited(made);
  }
  return members;
}

/** The recipe as it is, then each step on top of those before it: what each one adds. */
export function stepByStep(recipe: RecipeContent, steps: readonly SeriesStep[]): SeriesMember[] {
  const members: SeriesMember[] = [{ title: "as it is", recipe }];
  let grown = recipe;
  for (const { title, change } of steps) {
    grown = mergeRecipe(grown, change);
    members.push({ title, recipe: grown });
  }
  return limited(members);
}

/** @throws RecipeFormatError for a place in a list that there is not, or a way through what is no section */
function withValue(recipe: RecipeContent, key: string, value: unknown): RecipeContent {
  return changed(recipe, key.split("."), value, key) as RecipeContent;
}

function changed(place: unknown, [part = "", ...rest]: readonly string[], value: unknown, key: string): unknown {
  if (Array.isArray(place)) {
    const list: readonly unknown[] = place;
    const position = /^\d+$/.test(part) ? Number(part) : list.length;
    if (position >= list.length) throw nowhere(key, `a place from 0 to ${list.length - 1}`, part);
    return list.with(position, rest.length === 0 ? value : changed(list[position], rest, value, key));
  }
  if (typeof place !== "object" || place === null || part === "") throw nowhere(key, "a section", part);
  const section = place as RecipeContent;
  return { ...section, [part]: rest.length === 0 ? value : changed(section[part] ?? {}, rest, value, key) };
}

function valueAt(recipe: RecipeContent, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((place, part) => (place as Record<string, unknown> | null | undefined)?.[part], recipe);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function titleOf(key: string, value: unknown): string {
  return `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`;
}

function limited(members: SeriesMember[]): SeriesMember[] {
  if (members.length <= mostMembers) return members;
  throw new StudioError(
    "LimitExceededError",
    `expected a series of at most ${mostMembers} trainings; this one has ${members.length}`,
    "Give fewer values, or one key at a time.",
  );
}

function nowhere(key: string, expected: string, found: string): StudioError {
  return new StudioError(
    "RecipeFormatError",
    `expected ${expected} on the way of "${key}"; found "${found}"`,
    "Keys are written with dots, places in a list as numbers: losses.0.margin",
  );
}
