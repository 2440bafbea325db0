import type { Matrix } from "../numeric/matrix";
import { rotateRows } from "./rotation";

/**
 * What vectors of D dimensions are told apart by: D is parted into M sub-spaces, and a vector's part in each is replaced by
 * the nearest of K centroids there.
 *
 * Beside its M codes an item has one byte for a factor that makes up for what centroids lose in length (see `encodeRows`).
 *
 * @see Jégou, Douze and Schmid, Product quantization for nearest neighbor search, PAMI 2011
 */
export interface ProductCodebook {
  readonly dimension: number;
  /** 16 or 256: codes of 4 or 8 bits. */
  readonly centroidCount: number;
  /** [M + 1] sub-space m holds the dimensions from starts[m] to starts[m + 1] - 1 of rotated vectors. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** [M][K, width of m] one after another: those of sub-space m from K * starts[m] on. */
  readonly centroids: Float32Array<ArrayBuffer>;
  /** [D, D] row-major, orthogonal: y = R x. Null where vectors are parted as they are. */
  readonly rotation: Float32Array<ArrayBuffer> | null;
  /** A factor is leastFactor + code * factorStep. */
  readonly leastFactor: number;
  readonly factorStep: number;
}

/** The part of a codebook that codes point into. */
export type Centroids = Pick<ProductCodebook, "starts" | "centroids" | "centroidCount">;

/** Vectors as codes. */
export interface ProductCodes {
  readonly rows: number;
  /** [N, M] one code a byte, whatever their bits */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** [N] codes of the factors */
  readonly factors: Uint8Array<ArrayBuffer>;
}

/** M. */
export function subquantizerCount({ starts }: ProductCodebook): number {
  return starts.length - 1;
}

/** What an item takes where codes are packed, the byte of its factor included. */
export function bytesPerItem(codebook: ProductCodebook): number {
  return 1 + (subquantizerCount(codebook) * Math.log2(codebook.centroidCount)) / 8;
}

/** The most bytes that an item of D dimensions can have: a code for each dimension, and the factor. */
export function mostBytes(dimension: number, bits: 4 | 8): number {
  return 1 + Math.floor((dimension * bits) / 8);
}

/** Dimensions parted as evenly as may be: [M + 1] starts. */
export function evenStarts(dimension: number, count: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: count + 1 }, (_, m) => Math.floor((m * dimension) / count));
}

/** The centroids of sub-space m, [K, width], as a view. */
export function centroidsOf({ starts, centroids, centroidCount }: Centroids, m: number): Float32Array<ArrayBuffer> {
  return centroids.subarray(centroidCount * starts[m]!, centroidCount * starts[m + 1]!);
}

/**
 * Vectors as they are found again from codes, scaled by their factors, in the space of the given vectors.
 *
 * @returns [N, D]
 */
export function decodeRows(codebook: ProductCodebook, encoded: ProductCodes): Matrix {
  const { dimension, starts, rotation, leastFactor, factorStep } = codebook;
  const count = subquantizerCount(codebook);
  const values = new Float32Array(encoded.rows * dimension);
  for (let m = 0; m < count; m++) {
    const [from, width] = [starts[m]!, starts[m + 1]! - starts[m]!];
    const centroids = centroidsOf(codebook, m);
    for (let row = 0; row < encoded.rows; row++) {
      const code = encoded.codes[row * count + m]!;
      const factor = leastFactor + encoded.factors[row]! * factorStep;
      for (let d = 0; d < width; d++) values[row * dimension + from + d] = factor * centroids[code * width + d]!;
    }
  }
  const rotated = { rows: encoded.rows, columns: dimension, values };
  return rotation === null ? rotated : rotateRows(transposed(rotation, dimension), rotated);
}

/**
 * Inner products of a query's parts with all centroids: a score is a sum of M of them, times the item's factor.
 *
 * @param query [D], not rotated yet
 * @returns [M, K]
 */
export function scoreTables(codebook: ProductCodebook, query: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const { starts, rotation, centroidCount } = codebook;
  const given = { rows: 1, columns: query.length, values: query };
  const rotated = rotation === null ? query : rotateRows(rotation, given).values;
  const count = subquantizerCount(codebook);
  const tables = new Float32Array(count * centroidCount);
  for (let m = 0, at = 0; m < count; m++) {
    const [from, width] = [starts[m]!, starts[m + 1]! - starts[m]!];
    const centroids = centroidsOf(codebook, m);
    for (let k = 0, c = 0; k < centroidCount; k++, at++) {
      let sum = 0;
      for (let d = 0; d < width; d++, c++) sum += rotated[from + d]! * centroids[c]!;
      tables[at] = sum;
    }
  }
  return tables;
}

/** The approximate score of one item by a query's tables: what `decodeRows` would give, but for rounding. */
export function tableScore(
  codebook: ProductCodebook,
  tables: Float32Array,
  { codes, factors }: ProductCodes,
  row: number,
): number {
  const count = subquantizerCount(codebook);
  let sum = 0;
  for (let m = 0; m < count; m++) sum += tables[m * codebook.centroidCount + codes[row * count + m]!]!;
  return sum * (codebook.leastFactor + factors[row]! * codebook.factorStep);
}

function transposed(rotation: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) turned[j * size + i] = rotation[i * size + j]!;
  return turned;
}
