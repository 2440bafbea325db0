import { type CsvRecord, type Delimiter, readCsv, type TextFault } from "../csv";
import { optionalColumns, requiredColumns } from "../itemColumns";
import type { ColumnTable } from "./importer";

/** A table's header and the records behind it, read one by one. */
export interface TableRecords {
  /** Undefined where the table is empty. */
  readonly header: CsvRecord | undefined;
  readonly records: Iterable<CsvRecord>;
}

const delimiters: readonly Delimiter[] = [",", ";", "\t"];
const knownColumns: readonly string[] = [...requiredColumns, ...optionalColumns];

/** How many of a header's cells are columns of the item table. */
export function countKnownColumns(header: CsvRecord | undefined): number {
  return header?.cells.filter((cell) => knownColumns.includes(cell.trim())).length ?? 0;
}

/** The records of a text table. The delimiter (comma, semicolon, tab) is the one that shows most columns of the item table. */
export function readTextRecords(text: string, faults: TextFault[]): TableRecords {
  const records = readCsv(text, faults, delimiterOf(text));
  const first = records.next();
  return { header: first.done === true ? undefined : first.value, records };
}

/** The records of a binary table: its columns that have texts. A record's line is its row, counted from 1. */
export function readColumnRecords({ rows, columns }: ColumnTable): TableRecords {
  const texts = columns.filter((column) => column.texts !== null);
  return {
    header: { line: 1, cells: texts.map(({ name }) => name) },
    records: (function* () {
      for (let row = 0; row < rows; row++)
        yield { line: row + 1, cells: texts.map((column) => column.texts?.[row] ?? "") };
    })(),
  };
}

function delimiterOf(text: string): Delimiter {
  const counts = delimiters.map((delimiter) => {
    const first = readCsv(text, [], delimiter).next();
    return first.done === true ? 0 : countKnownColumns(first.value);
  });
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}
