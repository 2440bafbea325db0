import { createRequire } from "node:module";

import type * as Arrow from "apache-arrow";

import type { Candidates } from "./rankCandidates";

// LanceDB compares classes of the package that it requires itself; an import would load a second copy.
const arrow = createRequire(import.meta.url)("apache-arrow") as typeof Arrow;

/** The codes of LanceDB's index take 8 numbers at a time; what is missing is filled with zeros, which add nothing to a score. */
const WIDTH_MULTIPLE = 8;

/** Numbers that are stored for a vector of D. */
export function storedWidth(dimension: number): number {
  return Math.ceil(dimension / WIDTH_MULTIPLE) * WIDTH_MULTIPLE;
}

/** Columns of a store: `row` counts from 0 in the order of appending, `vector` is [width] float32. */
export function rowSchema(width: number): Arrow.Schema {
  const numbers = new arrow.Field("item", new arrow.Float32(), false);
  return new arrow.Schema([
    new arrow.Field("row", new arrow.Uint32(), false),
    new arrow.Field("vector", new arrow.FixedSizeList(width, numbers), false),
  ]);
}

/**
 * Vectors as a table.
 *
 * @param first number of the first row
 * @param vectors [n, D]
 */
export function toArrowRows(first: number, vectors: Float32Array<ArrayBuffer>, dimension: number): Arrow.Table {
  const width = storedWidth(dimension);
  const length = vectors.length / dimension;
  const schema = rowSchema(width);
  const values = width === dimension ? vectors : resized(vectors, dimension, width);
  const numbers = arrow.makeData({ type: new arrow.Float32(), length: values.length, nullCount: 0, data: values });
  const vectorType = new arrow.FixedSizeList(width, new arrow.Field("item", new arrow.Float32(), false));
  const vector = arrow.makeData({ type: vectorType, length, nullCount: 0, child: numbers });
  const numbered = Uint32Array.from({ length }, (_, i) => first + i);
  const row = arrow.makeData({ type: new arrow.Uint32(), length, nullCount: 0, data: numbered });
  const children: Arrow.Data[] = [row, vector];
  const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children });
  return new arrow.Table(new arrow.RecordBatch(schema, data));
}

/** Rows and vectors [n, D] of an answer with both columns. */
export function fromArrowRows(table: Arrow.Table, dimension: number): Candidates {
  const width = storedWidth(dimension);
  const rows = new Uint32Array(table.numRows);
  const vectors = new Float32Array(table.numRows * width);
  let at = 0;
  for (const batch of table.batches) {
    const numbered = batch.getChild("row")?.data[0];
    const numbers = batch.getChild("vector")?.data[0]?.children[0];
    if (numbered === undefined || numbers === undefined) continue;
    // Slices of a batch cut the buffers themselves, so values start with the first row.
    rows.set((numbered.values as Uint32Array).subarray(0, batch.numRows), at);
    vectors.set((numbers.values as Float32Array).subarray(0, batch.numRows * width), at * width);
    at += batch.numRows;
  }
  return { rows, vectors: width === dimension ? vectors : resized(vectors, width, dimension) };
}

function resized(vectors: Float32Array, from: number, to: number): Float32Array<ArrayBuffer> {
  const count = vectors.length / from;
  const values = new Float32Array(count * to);
  const kept = Math.min(from, to);
  for (let i = 0; i < count; i++) values.set(vectors.subarray(i * from, i * from + kept), i * to);
  return values;
}
