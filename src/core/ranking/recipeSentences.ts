import { type RankRecipe, type SwitchedStep, viewsNote } from "./rankRecipe";
import { stepWords } from "./stepWords";

/** A recipe in words for people: a sentence for each step that is on, in order, and what stored vectors do not have. */
export function recipeSentences(recipe: RankRecipe): string[] {
  const steps = recipe.steps.filter(({ isOn }) => isOn);
  const views = viewsNote(recipe);
  return [
    ...(steps.length === 0 ? ["Inner products of the stored vectors, and nothing else."] : steps.map(stepSentence)),
    ...(views === null ? [] : [`${views}.`]),
  ];
}

function stepSentence(step: SwitchedStep): string {
  const { title, summary, numbers, forms } = stepWords[step.kind];
  const values = new Map<string, unknown>(Object.entries(step));
  const chosen = step.kind === "whiten" ? step.fit : values.get("form");
  const form = forms.find(({ value }) => value === chosen);
  const said = [
    ...(form === undefined ? [] : [form.label]),
    ...numbers
      .filter(({ field }) => field !== "alpha" || weighsBySimilarity(step))
      .map(({ field, label }) => `${label} = ${shortNumber(values.get(field))}`),
  ];
  return `${title}${said.length === 0 ? "" : ` (${said.join(", ")})`}: ${summary}`;
}

/** Whether α counts: means of published forms are plain, or weighted in a way of their own. */
function weighsBySimilarity(step: SwitchedStep): boolean {
  if (step.kind !== "expand-queries" && step.kind !== "augment-gallery") return true;
  return step.form === "dirtorch" || step.form === "fast-reid";
}

function shortNumber(value: unknown): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
