import { normalizeInPlace, normalized } from "../numeric/vectors";

/** A learned whitening, as `whitening.safetensors` holds it. */
export interface Whitening {
  /** [D] */
  readonly mean: Float32Array;
  /** [D, D'], row-major: one row an input dimension. */
  readonly projection: Float32Array;
}

/**
 * The vector that is stored and searched: L2(projectionᵀ · (L2(embedding) − mean)), or L2(embedding) without a whitening.
 *
 * Sums are kept in float64; norms add 1e-12, so that a zero vector stays zero.
 *
 * @param embedding [D], a network's output
 * @returns [D'] or [D], unit length
 */
export function storedVector(embedding: Float32Array, whitening: Whitening | null): Float32Array<ArrayBuffer> {
  const unit = normalized(embedding);
  return whitening === null ? unit : normalizeInPlace(project(unit, whitening));
}

function project(unit: Float32Array, { mean, projection }: Whitening): Float32Array<ArrayBuffer> {
  const dimension = projection.length / unit.length;
  const sums = new Float64Array(dimension);
  for (let i = 0, p = 0; i < unit.length; i++) {
    const centered = unit[i]! - mean[i]!;
    for (let j = 0; j < dimension; j++) sums[j]! += centered * projection[p++]!;
  }
  return Float32Array.from(sums);
}
