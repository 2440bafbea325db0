// What the ground truth of the revisited benchmarks says, from a pickle or the same as JSON.
import { isNumpyArray } from "../pickledNumpy";
import { boxOf } from "./pictureNames";
import type { Item } from "../item";

/** One query of a ground truth; numbers are places in `images`. */
export interface TruthQuery {
  readonly name: string;
  readonly box: NonNullable<Item["box"]> | null;
  readonly easy: readonly number[];
  readonly hard: readonly number[];
  readonly junk: readonly number[];
}

/** A ground truth: names of the gallery's pictures, without extension, and the queries. */
export interface RevisitedTruth {
  readonly images: readonly string[];
  readonly queries: readonly TruthQuery[];
}

/**
 * Reads `imlist`, `qimlist` and `gnd` of a ground truth. The first ground truths' `ok` counts as `easy`.
 *
 * @param value what `readPickle` or JSON.parse gave
 * @param fault told of everything that is wrong; a query with a fault is left out
 * @returns null where the three lists are not there
 */
export function parseRevisitedTruth(value: unknown, fault: (message: string) => void): RevisitedTruth | null {
  const images = textsOf(field(value, "imlist"));
  const names = textsOf(field(value, "qimlist"));
  const judgements = field(value, "gnd");
  if (images === null || names === null || !Array.isArray(judgements)) {
    fault("expected the lists imlist and qimlist of names, and gnd with a judgement for each query");
    return null;
  }
  if (judgements.length !== names.length) {
    fault(`expected as many judgements in gnd as names in qimlist; found ${judgements.length} and ${names.length}`);
  }
  const queries: TruthQuery[] = [];
  names.slice(0, judgements.length).forEach((name, i) => {
    const query = parseQuery(name, judgements[i], images.length, (message) => fault(`gnd[${i}], ${name}: ${message}`));
    if (query !== null) queries.push(query);
  });
  return { images, queries };
}

function parseQuery(
  name: string,
  judgement: unknown,
  imageCount: number,
  fault: (message: string) => void,
): TruthQuery | null {
  const place = (key: string): number[] | null => {
    const numbers = numbersOf(field(judgement, key) ?? []);
    const wrong = numbers?.find((number) => !Number.isInteger(number) || number < 0 || number >= imageCount);
    if (numbers !== null && wrong === undefined) return numbers;
    fault(`expected ${key} to hold places in imlist, 0 to ${imageCount - 1}; found ${wrong ?? "no list of numbers"}`);
    return null;
  };
  const box = parseBox(field(judgement, "bbx"), fault);
  const hasEasy = field(judgement, "easy") !== undefined;
  if (!hasEasy && field(judgement, "ok") === undefined) fault("expected the lists easy, hard and junk");
  const lists = [place(hasEasy ? "easy" : "ok"), place("hard"), place("junk")];
  const [easy = null, hard = null, junk = null] = lists;
  return easy === null || hard === null || junk === null ? null : { name, box, easy, hard, junk };
}

function parseBox(bounds: unknown, fault: (message: string) => void): TruthQuery["box"] {
  if (bounds === undefined) return null;
  const box = boxOf(numbersOf(bounds) ?? []);
  if (box === null)
    fault("expected bbx to hold left, top, right and bottom with 0 <= left < right and 0 <= top < bottom");
  return box;
}

/** A dictionary's value, whether it comes from a pickle or from JSON. */
function field(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function textsOf(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : null;
}

function numbersOf(value: unknown): number[] | null {
  if (isNumpyArray(value)) return [...value.values];
  return Array.isArray(value) && value.every((each) => typeof each === "number") ? value : null;
}
