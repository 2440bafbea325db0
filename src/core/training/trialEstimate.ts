import type { RunCurves } from "../runs/runCurves";
import { recipeValue } from "./editRecipe";

/** How long a training takes and what it needs, as far as a few of its steps tell. */
export interface TrialEstimate {
  readonly secondsPerStep: number;
  readonly steps: number;
  /** Of all steps and validations together. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** The most that was in use, in GB; null where the trainer does not tell. */
  readonly memoryGigabytes: number | null;
}

/** How many steps a trial has. */
export const trialSteps = 20;

/** A recipe cut to a trial: the same work a step, few of them, measured at the end only. */
export function trialRecipe<Recipe extends Readonly<Record<string, unknown>>>(recipe: Recipe): Recipe {
  const validation = recipe["validation"] as Readonly<Record<string, unknown>> | undefined;
  return {
    ...recipe,
    length: { epochs: 0, iterations: trialSteps },
    validation: { ...validation, everyEpochs: 0, everyIterations: 0 },
  };
}

/**
 * The estimate that a trial's curves give for its whole recipe; null while too little was told.
 *
 * The first steps are slow, as everything is warmed up in them: time counts from the first told step on.
 */
export function trialEstimate(recipe: unknown, { steps, validations, started }: RunCurves): TrialEstimate | null {
  const [numbers, times] = [steps.axis("step"), steps.axis("time")];
  const last = steps.length - 1;
  if (started === null || last < 1) return null;
  const [firstStep = 0, lastStep = 0] = [numbers[0], numbers[last]];
  const [firstTime = 0, lastTime = 0] = [times[0], times[last]];
  const secondsPerStep = (lastTime - firstTime) / (lastStep - firstStep);
  const whole = wholeSteps(recipe, started.stepsPerEpoch);
  const measuring = Math.max(0, (validations.last?.time ?? lastTime) - lastTime);
  const images = steps.values("images per second");
  return {
    secondsPerStep,
    steps: whole,
    seconds: whole * secondsPerStep + measuring * validationCount(recipe, whole, started.stepsPerEpoch),
    imagesPerSecond: images[last] ?? NaN,
    memoryGigabytes: most(steps.values("memory (GB)")),
  };
}

function wholeSteps(recipe: unknown, stepsPerEpoch: number): number {
  const iterations = numberAt(recipe, "length.iterations");
  return iterations > 0 ? iterations : Math.ceil(numberAt(recipe, "length.epochs") * stepsPerEpoch);
}

/** How often the whole training is measured; once at the end at least. */
function validationCount(recipe: unknown, steps: number, stepsPerEpoch: number): number {
  const iterations = numberAt(recipe, "validation.everyIterations");
  const every = iterations > 0 ? iterations : numberAt(recipe, "validation.everyEpochs") * stepsPerEpoch;
  return every > 0 ? Math.max(1, Math.ceil(steps / every)) : 1;
}

function numberAt(recipe: unknown, path: string): number {
  const value = recipeValue(recipe, path);
  return typeof value === "number" ? value : 0;
}

function most(values: Float64Array): number | null {
  const told = values.filter(Number.isFinite);
  return told.length === 0 ? null : Math.max(...told);
}
