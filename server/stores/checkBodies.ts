import { StudioError } from "../../src/core/errors";
import { countQueries } from "../../src/core/search/searchQueries";

/** Most numbers that one request asks for: rankings of 16 MB, and vectors of 64 MB at 1,024 numbers a row. */
export const mostRanked = 2_000_000;
export const mostTopK = 10_000;
export const mostVectorsRead = 16_384;

/** @throws StudioError DimensionMismatchError where a block is empty, no multiple of D, or holds a number that is not finite */
export function checkBlock(vectors: Float32Array, dimension: number, first: number): void {
  if (vectors.length === 0 || vectors.length % dimension !== 0) {
    throw new StudioError(
      "DimensionMismatchError",
      `expected whole vectors of ${dimension} numbers, at least one; found ${vectors.length} numbers`,
      "Send the rows as [n, D] float32, little-endian.",
    );
  }
  const wrong = vectors.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw new StudioError(
    "DimensionMismatchError",
    `expected finite numbers; row ${first + Math.floor(wrong / dimension)} holds ${vectors[wrong] ?? ""} at position ${wrong % dimension}`,
    "Embed that item again.",
  );
}

/** @throws StudioError DimensionMismatchError for queries that are none, LimitExceededError where more is asked than one answer holds */
export function checkQueries(queries: Float32Array, dimension: number, topK: number): void {
  const count = countQueries(queries, dimension);
  if (topK <= mostTopK && count * topK <= mostRanked) return;
  throw new StudioError(
    "LimitExceededError",
    `expected at most ${mostTopK} rows a query and ${mostRanked} in all; found ${count} queries of ${topK} rows`,
    "Ask for fewer rows, or for fewer queries at once.",
  );
}

/** @throws StudioError VectorStoreError for a row that is not there, LimitExceededError for too many at once */
export function checkRows(rows: Uint32Array, count: number): void {
  if (rows.length > mostVectorsRead) {
    throw new StudioError(
      "LimitExceededError",
      `expected at most ${mostVectorsRead} rows at once; found ${rows.length}`,
      "Read them in several requests.",
    );
  }
  const beyond = rows.find((row) => row >= count);
  if (beyond === undefined) return;
  throw new StudioError(
    "VectorStoreError",
    `expected rows below ${count}, which the store holds; found row ${beyond}`,
    "Search the store again: its rows are not those of this ranking.",
  );
}
