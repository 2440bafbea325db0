import { formatCsvRecord } from "../core/dataset/csv";
import type { ImportFault } from "../core/dataset/importers/importer";

/** Faults as a table with a header; a fault without a line has an empty cell there. */
export function faultCsv(faults: readonly ImportFault[]): string {
  const rows = faults.map(({ file, line, message }) => [file, line === null ? "" : String(line), message]);
  return [["file", "line", "fault"], ...rows].map((cells) => `${formatCsvRecord(cells)}\n`).join("");
}
