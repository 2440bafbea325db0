/** How descriptors of one picture at several scales become one: their mean, or the generalized mean that keeps signs. */
export type ScalePooling = { readonly kind: "mean" } | { readonly kind: "gem"; readonly p: number };

/** Magnitudes below count as this, except zeros, which have no sign to keep. */
const leastMagnitude = 1e-6;

/**
 * Pools the descriptors that one picture has at several scales.
 *
 * @param descriptors S of [D], one at least; a single one is taken as it is
 * @returns [D], not of unit length
 * @see naver/deep-image-retrieval, dirtorch/utils/common.py:pool
 */
export function poolScales(
  descriptors: readonly ArrayLike<number>[],
  pooling: ScalePooling,
): Float64Array<ArrayBuffer> {
  const first = Float64Array.from(descriptors[0] ?? []);
  if (descriptors.length === 1) return first;
  const raised = (value: number): number => (pooling.kind === "gem" ? signedPower(value, pooling.p) : value);
  const means = first.map((_, d) => {
    let sum = 0;
    for (const descriptor of descriptors) sum += raised(descriptor[d]!);
    return sum / descriptors.length;
  });
  return pooling.kind === "gem" ? means.map((mean) => signedPower(mean, 1 / pooling.p)) : means;
}

function signedPower(value: number, p: number): number {
  return Math.sign(value) * Math.max(Math.abs(value), leastMagnitude) ** p;
}
