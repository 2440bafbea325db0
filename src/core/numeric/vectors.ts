/** Inner product, summed in float64. Lengths must agree. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Added to every norm that divides, so that a zero vector stays zero instead of becoming NaN. */
export const normSlack = 1e-12;

/** Scales a vector to unit length in place, by its norm + 1e-12; a zero vector stays zero. Returns the vector. */
export function normalizeInPlace(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const scale = 1 / (Math.sqrt(dot(vector, vector)) + normSlack);
  for (let i = 0; i < vector.length; i++) vector[i]! *= scale;
  return vector;
}

/** A unit vector of the same direction; a zero vector stays zero. */
export function normalized(vector: Float32Array): Float32Array<ArrayBuffer> {
  return normalizeInPlace(new Float32Array(vector));
}

/** Adds `weight` times a vector to sums that are kept in float64. */
export function addScaled(sums: Float64Array, vector: Float32Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += weight * vector[i]!;
}
