/**
 * The score of a stored vector: its inner product with the query, products summed in float64 in order, rounded once to
 * float32. Never -0, so that ties show as equal numbers.
 *
 * A product of two float32 numbers is exact in float64, so the sum is within D * 2^-53 * sum |q_d x_d| of the true one.
 *
 * @param query [D]
 * @param vectors [n, D]; the scored one starts at `start`
 */
export function exactScore(query: Float32Array, vectors: Float32Array, start: number): number {
  let sum = 0;
  for (let d = 0; d < query.length; d++) sum += query[d]! * vectors[start + d]!;
  return Math.fround(sum) + 0;
}
