import { type GoldenArray, parseGoldenArray, type Tolerance } from "./goldenFile";

/** What an implementation computed: the arrays of a case's outputs by name. */
export type ComputedOutputs = ReadonlyMap<string, GoldenArray>;

/**
 * Compares all expected outputs of a case.
 *
 * @returns null if all are within tolerance, else what differs: the output, where, both values
 */
export function compareOutputs(
  computed: ComputedOutputs,
  expected: Readonly<Record<string, unknown>>,
  tolerance: Tolerance,
): string | null {
  for (const [name, value] of Object.entries(expected)) {
    const found = computed.get(name);
    if (found === undefined) return `${name}: not computed`;
    const difference = compareArrays(found, outputArray(value), tolerance);
    if (difference !== null) return `${name}${difference}`;
  }
  return null;
}

function compareArrays(found: GoldenArray, expected: GoldenArray, { abs, rel }: Tolerance): string | null {
  if (found.shape.join() !== expected.shape.join() || found.data.length !== expected.data.length) {
    return `: expected shape [${expected.shape.join()}], found [${found.shape.join()}]`;
  }
  for (const [position, want] of expected.data.entries()) {
    const got = found.data[position] ?? NaN;
    if (!(Math.abs(got - want) <= abs + rel * Math.abs(want))) return `[${position}]: expected ${want}, found ${got}`;
  }
  return null;
}

/** A lone number is an array without axes. */
function outputArray(value: unknown): GoldenArray {
  return typeof value === "number" ? { shape: [], data: [value] } : parseGoldenArray(value);
}
