/** Multiplies a symmetric positive definite matrix by a vector of n numbers, into another. */
export type MatrixProduct = (vector: Float64Array, into: Float64Array) => void;

/** When conjugate gradients end. */
export interface ConjugateGradientLimits {
  readonly iterations: number;
  /** Of the residual's length to that of the right side. */
  readonly tolerance: number;
}

/**
 * Solves A x = b by conjugate gradients from x = 0.
 *
 * Where A falls into blocks, the blocks in which b is zero stay exactly zero.
 *
 * @param multiply A, symmetric positive definite
 * @param right b, [n]
 * @returns x, [n]
 * @see Hestenes and Stiefel, Methods of Conjugate Gradients for Solving Linear Systems, 1952
 */
export function solveByConjugateGradient(
  multiply: MatrixProduct,
  right: Float64Array,
  { iterations, tolerance }: ConjugateGradientLimits,
): Float64Array {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = right.slice();
  const product = new Float64Array(right.length);
  let squared = sumOfProducts(residual, residual);
  const goal = squared * tolerance * tolerance;
  for (let iteration = 0; iteration < iterations && squared > goal; iteration++) {
    multiply(direction, product);
    const step = squared / sumOfProducts(direction, product);
    for (let i = 0; i < solution.length; i++) {
      solution[i]! += step * direction[i]!;
      residual[i]! -= step * product[i]!;
    }
    const next = sumOfProducts(residual, residual);
    const kept = next / squared;
    for (let i = 0; i < direction.length; i++) direction[i] = residual[i]! + kept * direction[i]!;
    squared = next;
  }
  return solution;
}

function sumOfProducts(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
