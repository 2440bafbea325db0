import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";

import type { CancelSignal } from "../../core/cancelSignal";
import type { Item } from "../../core/dataset/item";
import { cellsOfItem, type ItemColumn, optionalColumns, requiredColumns } from "../../core/dataset/itemColumns";

/** The column of vectors. */
export const embeddingColumn = "embedding";

/** Vectors of items, in their order. */
export interface ItemVectors {
  readonly dimension: number;
  /** [count, D] */
  read(first: number, count: number): Promise<Float32Array>;
}

/** Rows that are encoded at once; a reader can skip from group to group. */
const groupRows = 65_536;
/** With vectors each number is an object's worth of work for the encoder: 1 million of them at 512 dimensions. */
const vectorGroupRows = 2048;

/**
 * Writes an item table as Parquet: the columns of the CSV, flags as booleans, boxes as numbers, null where an item has none
 * of an optional column; and, where vectors are given, those as lists of float32 in the column `embedding`.
 *
 * Both are what the importer of item tables reads. One group of rows is held in memory at a time.
 *
 * @throws an AbortError after `signal`, between groups
 */
export async function writeItemParquet(
  items: readonly Item[],
  vectors: ItemVectors | null,
  signal: CancelSignal,
): Promise<Blob> {
  const optional = optionalColumns.filter((column) => items.some((item) => cellsOfItem[column](item) !== ""));
  const columns: readonly ItemColumn[] = [...requiredColumns, ...optional];
  const writer = new BlobWriter();
  const schema = schemaOf(columns, vectors !== null);
  const parquet = new ParquetWriter({ writer, schema, createdBy: "Retrieval Studio" });
  const size = vectors === null ? groupRows : vectorGroupRows;
  for (let first = 0; first < items.length; first += size) {
    const group = items.slice(first, first + size);
    const columnData = columns.map((name) => ({ name, data: group.map((item) => valueOf(name, item)) }));
    const lists = vectors === null ? [] : [listsOf(await vectors.read(first, group.length), vectors.dimension)];
    signal.throwIfAborted();
    await parquet.write({ columnData: [...columnData, ...lists], rowGroupSize: size });
  }
  await parquet.finish();
  return new Blob(writer.parts, { type: "application/vnd.apache.parquet" });
}

/** Gives what was written away, group by group, instead of growing. */
class BlobWriter extends ByteWriter {
  readonly parts: Blob[] = [];

  flush(): void {
    this.parts.push(new Blob([this.getBytes()]));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

function schemaOf(columns: readonly ItemColumn[], hasVectors: boolean): SchemaElement[] {
  const list: SchemaElement[] = [
    { name: embeddingColumn, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "REQUIRED", type: "FLOAT" },
  ];
  return [
    { name: "items", num_children: columns.length + (hasVectors ? 1 : 0) },
    ...columns.map(elementOf),
    ...(hasVectors ? list : []),
  ];
}

function elementOf(name: ItemColumn): SchemaElement {
  const isRequired = (requiredColumns as readonly string[]).includes(name);
  const repetition = { name, repetition_type: isRequired ? "REQUIRED" : "OPTIONAL" } as const;
  if (isFlag(name)) return { ...repetition, type: "BOOLEAN" };
  if (isEdge(name)) return { ...repetition, type: "DOUBLE" };
  return { ...repetition, type: "BYTE_ARRAY", converted_type: "UTF8" };
}

function valueOf(name: ItemColumn, item: Item): string | number | boolean | null {
  const cell = cellsOfItem[name](item);
  if (isFlag(name)) return cell === "1";
  const isMissing = cell === "" && !(requiredColumns as readonly string[]).includes(name);
  if (isMissing) return null;
  return isEdge(name) ? Number(cell) : cell;
}

function isFlag(name: ItemColumn): boolean {
  return name === "is_query" || name === "is_gallery";
}

function isEdge(name: ItemColumn): boolean {
  return ["x_1", "y_1", "x_2", "y_2"].includes(name);
}

/** Random numbers gain nothing from a dictionary or compression. */
function listsOf(vectors: Float32Array, dimension: number): ColumnSource {
  const rows = Array.from({ length: vectors.length / dimension }, (_, row) =>
    Array.from(vectors.subarray(row * dimension, (row + 1) * dimension)),
  );
  return { name: embeddingColumn, data: rows, encoding: "PLAIN", codec: "UNCOMPRESSED", statistics: false };
}
