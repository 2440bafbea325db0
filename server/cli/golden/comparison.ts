import { type GoldenArray, parseGoldenArray, type Tolerance } from "./goldenFile";

/** What an implementation computed by the output's name: an array, or plain JSON where the case has that. */
export type ComputedOutputs = ReadonlyMap<string, ComputedValue>;
type ComputedValue = GoldenArray | StructureValue;

/** Plain JSON with numbers among it, which are compared within the tolerance and all else exactly. */
export type Structure = { readonly [name: string]: StructureValue } | readonly StructureValue[];
export type StructureValue = Structure | string | number | boolean | null;

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
    const difference = compareValues(found, value, tolerance);
    if (difference !== null) return `${name}${difference}`;
  }
  return null;
}

function compareValues(found: ComputedValue, expected: unknown, tolerance: Tolerance): string | null {
  return isGoldenArray(found)
    ? compareArrays(found, outputArray(expected), tolerance)
    : compareStructures(found, expected, tolerance);
}

/** Names may come in any order. */
function compareStructures(found: unknown, expected: unknown, tolerance: Tolerance): string | null {
  if (!isObject(found) || !isObject(expected)) return compareLeaves(found, expected, tolerance);
  const names = namesOf(expected);
  if (names !== namesOf(found)) return `: expected ${names}, found ${namesOf(found)}`;
  for (const [name, value] of Object.entries(expected)) {
    const difference = compareStructures(found[name], value, tolerance);
    if (difference !== null) return `.${name}${difference}`;
  }
  return null;
}

function compareLeaves(found: unknown, expected: unknown, { abs, rel }: Tolerance): string | null {
  const isSame =
    typeof found === "number" && typeof expected === "number"
      ? Math.abs(found - expected) <= abs + rel * Math.abs(expected)
      : found === expected;
  return isSame ? null : `: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
}

function namesOf(value: object): string {
  return Array.isArray(value) ? `a list of ${value.length}` : `{${Object.keys(value).toSorted().join()}}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** An array with texts in it, as "NaN", is compared as plain JSON. */
function isGoldenArray(value: ComputedValue): value is GoldenArray {
  if (!isObject(value) || !("shape" in value) || !Array.isArray(value["data"])) return false;
  return value["data"].every((each) => typeof each === "number");
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
