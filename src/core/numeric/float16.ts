// IEEE 754 binary16, the "<f2" of .npy files. A table of all 65,536 values is the fastest reader that runs everywhere.

let values: Float32Array | undefined;

function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The float32 value of each 16-bit pattern, [65536]. Every binary16 value is a float32, so nothing is rounded. */
export function float16Values(): Float32Array {
  values ??= Float32Array.from({ length: 65536 }, (_, bits) => valueOf(bits));
  return values;
}

/**
 * Converts bit patterns to numbers.
 *
 * @param bits [n] binary16 patterns
 * @param into receives n values from `offset` on
 */
export function decodeFloat16(bits: Uint16Array, into: Float32Array, offset = 0): void {
  const table = float16Values();
  for (let i = 0; i < bits.length; i++) into[offset + i] = table[bits[i]!]!;
}

const bitsOfFloat = new Float32Array(1);
const floatBits = new Uint32Array(bitsOfFloat.buffer);

/** The bit pattern of the nearest binary16 number, halves to even; beyond the range it is an infinity. */
export function encodeFloat16(value: number): number {
  bitsOfFloat[0] = value;
  const bits = floatBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 lies halfway between the largest binary16 number and what would follow it.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 the numbers are multiples of 2^-24; Math.abs(value) * 2^24 is exact, and rounding it is the whole work.
  if (magnitude < 0x38800000) return sign | roundHalfToEven(Math.abs(bitsOfFloat[0]) * 2 ** 24);
  const tie = ((magnitude >>> 13) & 1) + 0xfff;
  return sign | ((magnitude - 0x38000000 + tie) >>> 13);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
