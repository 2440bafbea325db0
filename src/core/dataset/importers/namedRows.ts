import { type CsvRecord, type Delimiter, readCsv, type TextFault } from "../csv";
import type { ImportDraft } from "./importDraft";

/** A row of a list, its cells by their column's name; "" where the list has no such column. */
export interface NamedRow {
  readonly line: number;
  readonly cell: (column: string) => string;
}

/** The columns of a list. */
export interface NamedColumns {
  readonly required: readonly string[];
  /** Whether a first line is a row already, in a list without header whose columns stand in the order of `required`. */
  readonly isRow?: (cells: readonly string[]) => boolean;
}

const delimiters: readonly Delimiter[] = [",", ";", "\t"];

/** The header of a list, by the delimiter (comma, semicolon, tab) that shows most of the columns; [] where it is empty. */
export function headerOf(text: string, columns: readonly string[]): readonly string[] {
  return firstRecord(text, delimiterOf(text, columns)).map((cell) => cell.trim());
}

/**
 * The rows of a list in CSV. Columns that are missing, rows of another length and damaged quotes become faults of the
 * draft, with their lines.
 */
export async function readNamedRows(draft: ImportDraft, file: string, columns: NamedColumns): Promise<NamedRow[]> {
  const text = await draft.readText(file);
  const faults: TextFault[] = [];
  const delimiter = delimiterOf(text, columns.required);
  const first = firstRecord(text, delimiter).map((cell) => cell.trim());
  const isHeaderless = columns.isRow?.(first) ?? false;
  const names = isHeaderless ? columns.required : first;
  const missing = columns.required.filter((column) => !names.includes(column));
  const rows: NamedRow[] = [];
  if (missing.length > 0) {
    const found = names.join(",").slice(0, 200) || "an empty file";
    faults.push({ line: 1, message: `expected the columns ${columns.required.join(",")}; ${missing.join(",")} missing in ${found}` }); // prettier-ignore
  } else rows.push(...namedRows(readCsv(text, faults, delimiter), names, isHeaderless, faults));
  for (const { line, message } of faults) draft.fault({ file, line }, message);
  return rows;
}

function* namedRows(
  records: Iterable<CsvRecord>,
  names: readonly string[],
  isHeaderless: boolean,
  faults: TextFault[],
): Generator<NamedRow, void, undefined> {
  const places = new Map(names.map((name, i) => [name, i]));
  let isFirst = true;
  for (const { line, cells } of records) {
    const isHeader = isFirst && !isHeaderless;
    isFirst = false;
    if (isHeader) continue;
    if (cells.length === names.length) yield { line, cell: (column) => (cells[places.get(column) ?? -1] ?? "").trim() };
    else faults.push({ line, message: `expected ${names.length} cells, ${names.join(",")}; found ${cells.length}` });
  }
}

function delimiterOf(text: string, columns: readonly string[]): Delimiter {
  const counts = delimiters.map((delimiter) => {
    const cells = firstRecord(text, delimiter).map((cell) => cell.trim());
    // A list without header shows its delimiter by the number of its cells.
    return cells.filter((cell) => columns.includes(cell)).length || (cells.length === columns.length ? 0.5 : 0);
  });
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

function firstRecord(text: string, delimiter: Delimiter): readonly string[] {
  const first = readCsv(text, [], delimiter).next();
  return first.done === true ? [] : first.value.cells;
}
