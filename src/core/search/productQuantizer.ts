import type { CancelSignal } from "../cancelSignal";
import { principalDirections } from "../embedding/fittedWhitening";
import { StudioError } from "../errors";
import { assign, kMeans } from "../numeric/kMeans";
import { type Matrix, pickRows, rowsBetween, zeroMatrix } from "../numeric/matrix";
import { type Random, seededRandom } from "../numeric/random";
import {
  type Centroids,
  centroidsOf,
  evenStarts,
  mostBytes,
  type ProductCodebook,
  type ProductCodes,
  subquantizerCount,
} from "./productCodebook";
import { balancedRotation, type RotateRows, rotateRows } from "./rotation";

export interface QuantizerOptions {
  /** All that an item takes, the byte of its factor included: from 2. */
  readonly bytesPerItem: number;
  /** Bits of a code: 16 centroids a sub-space, or 256. */
  readonly bits: 4 | 8;
  /** Whether vectors are first rotated so that every sub-space has its share of the variance. */
  readonly isRotated: boolean;
  readonly seed: number;
}

/** What a long training or encoding is run with. */
export interface QuantizerPace {
  readonly signal: CancelSignal;
  /** Told how far it is, of 1; awaited, so that a cancel can arrive. */
  readonly report?: (done: number, total: number) => Promise<void> | void;
  /** Rotates rows, where there is a quicker way than `rotateRows`. */
  readonly rotate?: RotateRows;
}

/** Rows that a training looks at: a thousand for each of 16 centroids, 64 for each of 256, more change nothing that shows. */
export const trainingRows = 16_384;
const rounds = 15;
/** Of a training, by the time that they take at 512 dimensions. */
const stages = { directions: 0.3, rotation: 0.6 };

/**
 * Trains a codebook: principal directions, then k-means in every sub-space.
 *
 * @param rows [N, D]; of more than 16,384 a seeded choice is looked at
 * @throws StudioError RankRecipeError for fewer rows than centroids, or more codes than dimensions; an AbortError
 */
export async function trainCodebook(
  rows: Matrix,
  options: QuantizerOptions,
  { signal, report, rotate = rotateRows }: QuantizerPace,
): Promise<ProductCodebook> {
  const count = checkSizes(rows, options);
  const random = seededRandom(options.seed);
  const centroidCount = 2 ** options.bits;
  const starts = evenStarts(rows.columns, count);
  const sample = rows.rows <= trainingRows ? rows : pickRows(rows, drawRows(rows.rows, trainingRows, random));
  const pace = async (done: number): Promise<void> => {
    signal.throwIfAborted();
    await report?.(done, 1);
  };
  const rotation =
    options.isRotated && hasDifferentRows(sample)
      ? balancedRotation(
          await principalDirections(sample, (done, total) => pace((done / total) * stages.directions)),
          starts,
        )
      : null;
  await pace(stages.directions);
  const rotated = rotation === null ? sample : rotate(rotation, sample);
  const centroids = new Float32Array(centroidCount * rows.columns);
  for (let m = 0; m < count; m++) {
    await pace(stages.rotation + ((1 - stages.rotation) * m) / count);
    const part = columnsBetween(rotated, starts[m]!, starts[m + 1]!);
    const found = kMeans(part, { centroids: centroidCount, rounds, random });
    centroids.set(found.centroids, centroidCount * starts[m]!);
  }
  const codebook = { dimension: rows.columns, centroidCount, starts, centroids, rotation };
  return { ...codebook, ...factorRange(codebook, rotated) };
}

/**
 * Codes of vectors: in every sub-space the nearest centroid, the lower of equally near ones.
 *
 * Centroids are means, hence shorter than what they stand for, the more so the worse they fit; scores of rows that fit badly
 * would all be too low. Each item's factor |x|² / (x · x̂), at most 2, makes the score of a vector with its own codes exact.
 *
 * @param rows [N, D]
 */
export async function encodeRows(
  codebook: ProductCodebook,
  rows: Matrix,
  { signal, report, rotate = rotateRows }: QuantizerPace,
): Promise<ProductCodes> {
  const { rotation, leastFactor, factorStep } = codebook;
  const count = subquantizerCount(codebook);
  const codes = new Uint8Array(rows.rows * count);
  const factors = new Uint8Array(rows.rows);
  for (let from = 0; from < rows.rows; from += blockRows) {
    signal.throwIfAborted();
    await report?.(from, rows.rows);
    const to = Math.min(rows.rows, from + blockRows);
    const block = rowsBetween(rows, from, to);
    const rotated = rotation === null ? block : rotate(rotation, block);
    const wanted = encodeRotated(codebook, rotated, codes.subarray(from * count, to * count));
    wanted.forEach((factor, at) => {
      // Clipped here, since an array of bytes would wrap around.
      factors[from + at] = Math.min(255, Math.max(0, Math.round((factor - leastFactor) / factorStep)));
    });
  }
  return { rows: rows.rows, codes, factors };
}

/** Rows encoded between two looks at the signal. */
const blockRows = 1024;
/**
 * A vector that its codes hardly resemble is not stretched further than this, since its error is stretched too. Of 350,000
 * drawn vectors at 8 bytes, 1 % of the nearest hundred stood among the first hundred by codes where 8 was allowed.
 */
const mostFactor = 2;

/** Writes [N, M] codes of rows that are rotated already; returns the factors that make each row's score with itself exact. */
function encodeRotated(codebook: Centroids, rows: Matrix, codes: Uint8Array): Float64Array {
  const count = codebook.starts.length - 1;
  const nearest = new Uint8Array(rows.rows);
  const distances = new Float64Array(rows.rows);
  const products = new Float64Array(rows.rows);
  const squares = new Float64Array(rows.rows);
  for (let m = 0; m < count; m++) {
    const part = columnsBetween(rows, codebook.starts[m]!, codebook.starts[m + 1]!);
    const centroids = centroidsOf(codebook, m);
    assign(part, centroids, nearest, distances);
    for (let row = 0, at = 0; row < rows.rows; row++) {
      const code = nearest[row]!;
      codes[row * count + m] = code;
      for (let d = 0; d < part.columns; d++, at++) {
        const value = part.values[at]!;
        products[row]! += value * centroids[code * part.columns + d]!;
        squares[row]! += value * value;
      }
    }
  }
  return products.map((product, row) => (product > 0 ? Math.min(mostFactor, squares[row]! / product) : 1));
}

/** From the least to the largest factor of the rows of a training, in 256 steps. */
function factorRange(codebook: Centroids, rows: Matrix): Pick<ProductCodebook, "leastFactor" | "factorStep"> {
  const factors = encodeRotated(codebook, rows, new Uint8Array(rows.rows * (codebook.starts.length - 1)));
  let [least, most] = [Infinity, -Infinity];
  for (const factor of factors) {
    least = Math.min(least, factor);
    most = Math.max(most, factor);
  }
  // Halves of a step would be all that is left where all are alike.
  return { leastFactor: Math.fround(least), factorStep: Math.fround(Math.max(most - least, 1e-6) / 255) };
}

function columnsBetween({ rows, columns, values }: Matrix, from: number, to: number): Matrix {
  const part = zeroMatrix(rows, to - from);
  for (let row = 0; row < rows; row++) {
    part.values.set(values.subarray(row * columns + from, row * columns + to), row * part.columns);
  }
  return part;
}

/** Distinct rows in ascending order, each set of them as likely as any other. @see Knuth, TAOCP 2, 3.4.2, algorithm S */
export function drawRows(rows: number, count: number, random: Random): Uint32Array {
  const drawn = new Uint32Array(count);
  for (let row = 0, chosen = 0; chosen < count; row++) {
    if (random.uniform() * (rows - row) < count - chosen) drawn[chosen++] = row;
  }
  return drawn;
}

function hasDifferentRows({ rows, columns, values }: Matrix): boolean {
  return rows > 1 && values.some((value, at) => value !== values[at % columns]);
}

/** M; refuses what cannot be trained. */
function checkSizes({ rows, columns }: Matrix, { bytesPerItem, bits }: QuantizerOptions): number {
  const most = mostBytes(columns, bits);
  if (!Number.isInteger(bytesPerItem) || bytesPerItem < 2 || bytesPerItem > most) {
    throw unfit(
      `2 to ${most} bytes an item, as vectors of ${columns} dimensions allow with codes of ${bits} bits`,
      String(bytesPerItem),
      `Choose ${most} bytes or fewer.`,
    );
  }
  if (rows < 2 ** bits) {
    throw unfit(
      `${2 ** bits} items at least, one for each code of ${bits} bits`,
      String(rows),
      "Take a larger gallery, or leave quantization out: so few vectors need no codes.",
    );
  }
  return ((bytesPerItem - 1) * 8) / bits;
}

function unfit(expected: string, found: string, hint: string): StudioError {
  return new StudioError("RankRecipeError", `product quantization expected ${expected}; found ${found}`, hint);
}
