const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The unsigned integer that orders as the float32 does (−0 below +0). The kernels compute the same as `keyOf`. */
export function sortableKey(value: number): number {
  float[0] = value;
  const pattern = bits[0]!;
  return (pattern >>> 31 === 1 ? ~pattern : pattern | 0x80000000) >>> 0;
}

/** The float32 of a sortable key. */
export function valueOfKey(key: number): number {
  bits[0] = key >>> 31 === 1 ? key & 0x7fffffff : ~key;
  return float[0]!;
}
