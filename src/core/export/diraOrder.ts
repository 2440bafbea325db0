import type { DiraOrder } from "./diraResult";
import { exportError } from "./exportError";

const fields: readonly (readonly [keyof DiraOrder, file: string])[] = [
  ["queries", "test_queries.txt"],
  ["gallery", "test_database.txt"],
];

/**
 * The order that DIRA counts in, from its list files: a path a line, of which empty ones are passed over. A number behind
 * a path is its label, and left away.
 *
 * @param files texts by the files' names; others than the two are passed over
 * @throws StudioError ExportFormatError where one of the two is missing or empty
 */
export function diraOrder(files: ReadonlyMap<string, string>): DiraOrder {
  const order = { queries: [] as string[], gallery: [] as string[] };
  for (const [field, file] of fields) {
    const lines = (files.get(file) ?? "").replace(/^\uFEFF/, "").split(/\r?\n/);
    order[field] = lines.map((line) => line.trim().replace(/(\.\w+)\s+-?\d+$/, "$1")).filter((path) => path !== "");
    if (order[field].length > 0) continue;
    throw exportError(
      "the lists test_queries.txt and test_database.txt",
      files.has(file) ? `${file} without a line` : [...files.keys()].join(", ") || "no file",
      "Choose both files of the challenge at once.",
    );
  }
  return order;
}
