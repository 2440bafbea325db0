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
  numbers: VectorStepNumbers,
  matrices: Readonly<Record<string, Matrix>>,
): void {
  checkNumbers(kind, numbers);
  checkLengths(Object.entries(matrices));
  for (const [name, matrix] of Object.entries(matrices)) checkFinite(name, matrix);
}

function checkNumbers(kind: VectorStep["kind"], { k, alpha = 0, beta = 0, times = 1 }: VectorStepNumbers): void {
  const isCount = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  const isShare = (value: number): boolean => Number.isFinite(value) && value >= 0;
  const check = (isFit: boolean, expected: string, found: number): void => {
    if (isFit) return;
    throw new StudioError(
      "RankRecipeError",
      `expected ${kind} with ${expected}; found ${found}`,
      "Correct the step, or switch it off.",
    );
  };
  check(isCount(k, 1), "k a whole number from 1", k);
  check(isCount(times, 0), "times a whole number from 0", times);
  check(isShare(alpha), "alpha a finite number from 0", alpha);
  check(isShare(beta), "beta a finite number from 0", beta);
}

function checkLengths([first, ...others]: readonly [string, Matrix][]): void {
  for (const [name, { columns }] of others) {
    if (first === undefined || columns === first[1].columns) continue;
    throw new StudioError(
      "DimensionMismatchError",
      `expected vectors of one length; found ${first[1].columns} numbers each in ${first[0]}, ${columns} in ${name}`,
      "Embed both with the same checkpoint.",
    );
  }
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
