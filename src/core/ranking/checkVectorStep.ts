import { StudioError } from "../errors";
import type { Matrix } from "../numeric/matrix";
import type { VectorStep } from "./rankRecipe";

/** The numbers of a step that mixes vectors. */
export interface VectorStepNumbers {
  /** How many neighbors: a whole number from 1. */
  readonly k: number;
  /** Power of similarities, at least 0. */
  readonly alpha?: number;
  /** Share of a mean, at least 0. */
  readonly beta?: number;
  /** Rounds: a whole number from 0, which leaves vectors as they are. */
  readonly times?: number;
}

/**
 * Refuses a step whose numbers mean nothing, or vectors that it cannot mix.
 *
 * @param matrices what is mixed, by the name that the user knows it by
 * @throws StudioError RankRecipeError for numbers; DimensionMismatchError for vectors of different length;
 *   EmbeddingTableFormatError for vectors that hold NaN or infinity
 */
export function checkVectorStep(
  kind: VectorStep["kind"],
  { k, alpha = 0, beta = 0, times = 1 }: VectorStepNumbers,
  matrices: Readonly<Record<string, Matrix>>,
): void {
  const refuse = (name: string, expected: string, found: number): never => {
    throw new StudioError("RankRecipeError", `expected ${name} of ${kind} to be ${expected}; found ${found}`, hint);
  };
  if (!Number.isInteger(k) || k < 1) refuse("k", "a whole number from 1", k);
  if (!Number.isInteger(times) || times < 0) refuse("times", "a whole number from 0", times);
  if (!isShare(alpha)) refuse("alpha", "a finite number from 0", alpha);
  if (!isShare(beta)) refuse("beta", "a finite number from 0", beta);
  const [first, ...others] = Object.entries(matrices);
  for (const [name, { columns }] of others) {
    if (first !== undefined && columns !== first[1].columns) throw differentLength(first, name, columns);
  }
  for (const [name, matrix] of Object.entries(matrices)) checkFinite(name, matrix);
}

const hint = "Correct the step, or switch it off.";

function isShare(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function differentLength([first, { columns }]: [string, Matrix], name: string, found: number): StudioError {
  return new StudioError(
    "DimensionMismatchError",
    `expected vectors of one length; ${first} has ${columns} numbers a vector, ${name} ${found}`,
    "Embed both with the same checkpoint.",
  );
}

function checkFinite(name: string, { columns, values }: Matrix): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw new StudioError(
      "EmbeddingTableFormatError",
      `expected finite numbers; row ${Math.floor(at / columns)} of ${name} holds ${values[at]!} at position ${at % columns}`,
      "Embed the data set again.",
    );
  }
}
