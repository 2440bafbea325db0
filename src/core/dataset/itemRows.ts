import type { CsvRecord, TextFault } from "./csv";
import type { Item } from "./item";
import { type ItemColumn, optionalColumns, requiredColumns } from "./itemColumns";
import { parseItem } from "./itemRow";

/** Where in a record each column of the item table stands. */
export type ColumnPositions = Readonly<Partial<Record<ItemColumn, number>>>;

/** A row of an item table that has no fault. */
export interface ItemRow {
  readonly item: Item;
  readonly line: number;
  /** The row's number among all rows of the table, those with a fault too, from 0. */
  readonly row: number;
}

/** What was read of an item table. */
export interface ItemRows {
  /** Without those that have a fault, in the order of the table. */
  readonly rows: readonly ItemRow[];
  /** All rows, those with a fault too. */
  readonly count: number;
}

/** The records of an item table behind its header, and what is known of them. */
export interface ItemRecords {
  readonly header: CsvRecord;
  readonly records: Iterable<CsvRecord>;
  readonly columns: ColumnPositions;
  /** What items have in columns that the table lacks. */
  readonly defaults?: Readonly<Partial<Record<ItemColumn, string>>>;
}

/**
 * Finds the item table's columns in a header; others are left alone.
 *
 * @param required columns that must stand there
 * @param faults columns that are missing or stand twice are added here
 */
export function findColumns(
  header: CsvRecord | undefined,
  required: readonly ItemColumn[],
  faults: TextFault[],
): ColumnPositions {
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const line = header?.line ?? 1;
  const missing = required.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = names.length === 0 ? "an empty file" : names.join(",").slice(0, 200);
    faults.push({ line, message: `expected the columns ${required.join(",")}; ${missing.join(",")} missing in ${found}` }); // prettier-ignore
  }
  const known = [...requiredColumns, ...optionalColumns].filter((column) => names.includes(column));
  for (const column of known) {
    if (names.indexOf(column) !== names.lastIndexOf(column)) faults.push({ line, message: `column ${column} stands twice` }); // prettier-ignore
  }
  return Object.fromEntries(known.map((column) => [column, names.indexOf(column)]));
}

/**
 * Reads the rows of an item table.
 *
 * @param faults everything that is wrong is added here: cells missing or too many, empty paths and labels, paths that leave
 * the table's folder or stand twice, flags, dates, boxes and links that cannot be read
 */
export function readItemRows(table: ItemRecords, faults: TextFault[]): ItemRows {
  const { header, columns, defaults = {} } = table;
  const lines = new Map<string, number>();
  const rows: ItemRow[] = [];
  let count = 0;
  for (const { line, cells } of table.records) {
    const row = count++;
    const faultsBefore = faults.length;
    const fault = (message: string): void => void faults.push({ line, message });
    if (cells.length !== header.cells.length) {
      fault(`expected ${header.cells.length} cells, as in the header; found ${cells.length}`);
      continue;
    }
    const item = parseItem((column) => cells[columns[column] ?? -1] ?? defaults[column] ?? "", fault);
    const firstLine = lines.get(item.itemId);
    if (firstLine === undefined) lines.set(item.itemId, line);
    else if (item.itemId !== "") fault(`path ${item.itemId} stands already in line ${firstLine}`);
    if (faults.length === faultsBefore) rows.push({ item, line, row });
  }
  return { rows, count };
}
