import { StudioError } from "../errors";

/**
 * Checks queries once, at the door of an index.
 *
 * @param queries [Q, D] float32, row-major
 * @returns Q
 * @throws StudioError DimensionMismatchError where the length is no multiple of D, or a number is not finite
 */
export function countQueries(queries: Float32Array, dimension: number): number {
  if (queries.length % dimension !== 0) {
    throw new StudioError(
      "DimensionMismatchError",
      `expected queries of ${dimension} numbers each, as the gallery's vectors have; found ${queries.length} numbers`,
      "Embed the query with the checkpoint that embedded the gallery.",
    );
  }
  const wrong = queries.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new StudioError(
      "DimensionMismatchError",
      `expected finite numbers; query ${Math.floor(wrong / dimension)} holds ${queries[wrong]!} at position ${wrong % dimension}`,
      "The embedding of this picture failed. Try the WASM backend, or another picture.",
    );
  }
  return queries.length / dimension;
}

/** Clips a wanted number of rows to what there is. */
export function clipTopK(topK: number, rows: number): number {
  if (!Number.isInteger(topK) || topK < 0) throw new RangeError(`topK must be a whole number from 0 on; found ${topK}`);
  return Math.min(topK, rows);
}
