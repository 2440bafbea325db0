// The item table: one row an item, in the column names that users of open-metric-learning already have.
import { StudioError } from "../errors";
import { type CsvRecord, formatCsvRecord, readCsv, type TextFault } from "./csv";
import type { Item } from "./item";
import { cellsOfItem, type ItemColumn, optionalColumns, requiredColumns } from "./itemColumns";
import { parseItem } from "./itemRow";

/** Where in a row each column of the table stands. */
type ColumnPositions = Readonly<Partial<Record<ItemColumn, number>>>;

const shownFaults = 5;

/**
 * Reads an item table.
 *
 * All faults are collected before anything is thrown: cells missing or too many, empty paths and labels, paths that leave
 * the table's folder or stand twice, flags, dates, boxes and links that cannot be read.
 *
 * @param text the CSV file, with or without byte order mark
 * @param name what to call the file in a message
 * @returns items in the order of their rows
 * @throws ItemTableFormatError with the first faults, their lines, and how many there are
 */
export function parseItemTable(text: string, name: string): Item[] {
  const faults: TextFault[] = [];
  const records = readCsv(text, faults);
  const first = records.next();
  const header = first.done === true ? undefined : first.value;
  const columns = columnPositions(header, faults);
  const items = faults.length === 0 && header !== undefined ? parseRows(records, header, columns, faults) : [];
  if (faults.length > 0) throw formatError(name, faults);
  return items;
}

/** Writes an item table: the required columns and those optional ones that an item has. Ends with a line break. */
export function formatItemTable(items: readonly Item[]): string {
  const columns: ItemColumn[] = [
    ...requiredColumns,
    ...optionalColumns.filter((column) => items.some((item) => cellsOfItem[column](item) !== "")),
  ];
  const rows = items.map((item) => columns.map((column) => cellsOfItem[column](item)));
  return [columns, ...rows].map((cells) => formatCsvRecord(cells) + "\n").join("");
}

function columnPositions(header: CsvRecord | undefined, faults: TextFault[]): ColumnPositions {
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const line = header?.line ?? 1;
  const missing = requiredColumns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = names.length === 0 ? "an empty file" : names.join(",").slice(0, 200);
    faults.push({ line, message: `expected the columns ${requiredColumns.join(",")}; ${missing.join(",")} missing in ${found}` }); // prettier-ignore
  }
  const known = [...requiredColumns, ...optionalColumns].filter((column) => names.includes(column));
  for (const column of known) {
    if (names.indexOf(column) !== names.lastIndexOf(column)) faults.push({ line, message: `column ${column} stands twice` }); // prettier-ignore
  }
  return Object.fromEntries(known.map((column) => [column, names.indexOf(column)]));
}

function parseRows(
  records: Iterable<CsvRecord>,
  header: CsvRecord,
  columns: ColumnPositions,
  faults: TextFault[],
): Item[] {
  const items: Item[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells } of records) {
    const fault = (message: string): void => void faults.push({ line, message });
    if (cells.length !== header.cells.length) {
      fault(`expected ${header.cells.length} cells, as in the header; found ${cells.length}`);
      continue;
    }
    const item = parseItem((column) => cells[columns[column] ?? -1] ?? "", fault);
    const firstLine = lines.get(item.itemId);
    if (firstLine === undefined) lines.set(item.itemId, line);
    else if (item.itemId !== "") fault(`path ${item.itemId} stands already in line ${firstLine}`);
    items.push(item);
  }
  return items;
}

function formatError(name: string, faults: readonly TextFault[]): StudioError {
  const first = faults.slice(0, shownFaults).map(({ line, message }) => `line ${line}: ${message}`);
  const more = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [];
  return new StudioError(
    "ItemTableFormatError",
    `${name} has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}: ${[...first, ...more].join("; ")}`,
    "Mend these lines and open the table again; nothing was read from it.",
  );
}
