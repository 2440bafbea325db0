// Vectors whose blocks of columns come from different places (parts of a body, networks side by side) are reduced block by block.
import {
  columnsBetween,
  type DoubleMatrix,
  doublesOf,
  type RealMatrix,
  unitDoubles,
  zeroDoubles,
} from "../numeric/doubleMatrix";
import { type FitProjection, type FittedProjection, projectRows } from "./fittedProjection";

/** One projection for each block of columns. */
export interface PartProjection {
  /** Widths of the consecutive blocks; their sum is D. */
  readonly parts: readonly number[];
  readonly projections: readonly FittedProjection[];
}

/**
 * Fits a projection on each block of columns, which gets its share of the dimensions, rounded down, the last one the rest.
 *
 * @param rows [N, D]
 * @param dimension over all parts; 0 keeps every part's width
 * @see PyRetri, dim_processors_impl/part_pca.py and part_svd.py
 */
export async function fitParts(
  rows: RealMatrix,
  { parts, dimension }: { readonly parts: readonly number[]; readonly dimension: number },
  fit: FitProjection,
): Promise<PartProjection> {
  const shares = sharesOf(parts, dimension);
  const projections: FittedProjection[] = [];
  for (const [at, block] of columnBlocks(rows, parts).entries()) projections.push(await fit(block, shares[at]!));
  return { parts, projections };
}

/** Projects [N, D] block by block; every block is at unit length before and after. [N, D'] */
export function projectParts(rows: RealMatrix, { parts, projections }: PartProjection): DoubleMatrix {
  return besideEachOther(
    columnBlocks(rows, parts).map((block, at) => unitDoubles(projectRows(unitDoubles(block), projections[at]!))),
  );
}

/** Every block of columns at unit length by itself, [N, D]. */
export function unitParts(rows: RealMatrix, parts: readonly number[]): DoubleMatrix {
  return besideEachOther(columnBlocks(rows, parts).map((block) => unitDoubles(block)));
}

/** Consecutive blocks of columns of these widths. */
export function columnBlocks(rows: RealMatrix, parts: readonly number[]): DoubleMatrix[] {
  let from = 0;
  return parts.map((width) => columnsBetween(rows, from, (from += width)));
}

function sharesOf(parts: readonly number[], dimension: number): readonly number[] {
  if (dimension === 0) return parts;
  const total = parts.reduce((sum, width) => sum + width, 0);
  const shares = parts.slice(0, -1).map((width) => Math.floor(width * (dimension / total)));
  return [...shares, dimension - shares.reduce((sum, share) => sum + share, 0)];
}

function besideEachOther(blocks: readonly DoubleMatrix[]): DoubleMatrix {
  const columns = blocks.reduce((sum, block) => sum + block.columns, 0);
  const joined = zeroDoubles(blocks[0]?.rows ?? 0, columns);
  for (let row = 0; row < joined.rows; row++) {
    let at = row * columns;
    for (const block of blocks) {
      joined.values.set(doublesOf(block, row), at);
      at += block.columns;
    }
  }
  return joined;
}
