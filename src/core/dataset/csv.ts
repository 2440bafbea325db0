/** Something wrong in a text file, at a line counted from 1. */
export interface TextFault {
  readonly line: number;
  readonly message: string;
}

/** One record of a CSV file; `line` is where it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What stands between the cells of a record. */
export type Delimiter = "," | ";" | "\t";

/**
 * Reads CSV by RFC 4180, or the same with another delimiter: cells may be quoted and then hold commas, line breaks and doubled quotes. Lines end with LF or
 * CRLF; a byte order mark and blank lines are skipped. A quote inside an unquoted cell stands for itself.
 *
 * @param faults what is wrong is added here; reading goes on behind it
 */
export function* readCsv(
  text: string,
  faults: TextFault[],
  delimiter: Delimiter = ",",
): Generator<CsvRecord, void, undefined> {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const plain = withoutReturn(text.slice(at, lineEnd));
    if (!plain.includes('"')) {
      if (plain !== "") yield { line, cells: plain.split(delimiter) };
      at = lineEnd + 1;
      line++;
      continue;
    }
    const record = readQuotedRecord(text, at, delimiter, (message) => void faults.push({ line, message }));
    yield { line, cells: record.cells };
    for (let i = at; i < record.end; i++) if (text.charCodeAt(i) === 10) line++;
    line++;
    at = record.end + 1;
  }
}

/** A record as a line of CSV, without the line break; cells are quoted where they must be. */
export function formatCsvRecord(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}

/** A text as a cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe. */
export function textCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** `end` is the line break that ends the record, or the end of the text. */
function readQuotedRecord(
  text: string,
  start: number,
  delimiter: Delimiter,
  fault: (message: string) => void,
): { readonly cells: string[]; readonly end: number } {
  const cells: string[] = [];
  for (let at = start; ; at++) {
    const quoted = text[at] === '"' ? readQuotedCell(text, at) : { value: "", end: at };
    if (quoted === null) {
      fault("a quoted cell is never closed");
      return { cells, end: text.length };
    }
    const unquotedEnd = endOfCell(text, quoted.end, delimiter);
    const unquoted = withoutReturn(text.slice(quoted.end, unquotedEnd));
    if (quoted.end > at && unquoted !== "") {
      fault(`"${unquoted.slice(0, 20)}" stands behind the closing quote of a cell`);
    }
    cells.push(quoted.value + unquoted);
    if (text[unquotedEnd] !== delimiter) return { cells, end: unquotedEnd };
    at = unquotedEnd;
  }
}

/** The next delimiter or line break, or the end of the text. */
function endOfCell(text: string, from: number, delimiter: Delimiter): number {
  const lineEnd = endOfLine(text, from);
  const cell = text.slice(from, lineEnd).indexOf(delimiter);
  return cell < 0 ? lineEnd : from + cell;
}

/** The cell whose opening quote is at `start`; null if it is never closed. `end` is behind the closing quote. */
function readQuotedCell(text: string, start: number): { readonly value: string; readonly end: number } | null {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return null;
    if (text[at + 1] !== '"') return { value: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1 };
  }
}
