// The item table: one row an item, in the column names that users of open-metric-learning already have.
import { StudioError } from "../errors";
import { formatCsvRecord, readCsv, type TextFault } from "./csv";
import type { Item } from "./item";
import { cellsOfItem, type ItemColumn, optionalColumns, requiredColumns } from "./itemColumns";
import { findColumns, readItemRows } from "./itemRows";

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
  const columns = findColumns(header, requiredColumns, faults);
  const table = faults.length === 0 && header !== undefined ? readItemRows({ header, records, columns }, faults) : null;
  if (faults.length > 0) throw formatError(name, faults);
  return table?.rows.map(({ item }) => item) ?? [];
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

function formatError(name: string, faults: readonly TextFault[]): StudioError {
  const first = faults.slice(0, shownFaults).map(({ line, message }) => `line ${line}: ${message}`);
  const more = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [];
  return new StudioError(
    "ItemTableFormatError",
    `${name} has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}: ${[...first, ...more].join("; ")}`,
    "Mend these lines and open the table again; nothing was read from it.",
  );
}
