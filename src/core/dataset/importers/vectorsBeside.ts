// Embeddings beside an item table: which file and array they lie in, and whose each row is.
import { offerChoice } from "./importChoices";
import type { ChosenValues, ColumnTable, ImportChoice, TableColumn } from "./importer";
import type { ImportDraft } from "./importDraft";
import { extensionOf, folderOf } from "./pathParts";

/** An array that may be the embeddings of a table. */
export interface VectorArray {
  readonly path: string;
  /** Null in an .npy. */
  readonly array: string | null;
  readonly dimension: number;
  readonly rows: number;
  /** The paths that an .npz names its rows by, in their order; null where rows are told by their order alone. */
  readonly paths: readonly string[] | null;
}

/** The vectors of a binary table. */
export function vectorArrays(path: string, { rows, columns }: ColumnTable): VectorArray[] {
  const paths = extensionOf(path) === "npz" ? (columns.find(isPaths)?.texts ?? null) : null;
  return columns.flatMap(({ name, dimension }) =>
    dimension === null ? [] : [{ path, array: name === "" ? null : name, dimension, rows, paths }],
  );
}

/** The vectors of all .npy and .npz files in a table's folder. A file that is damaged is told as a fault. */
export async function findVectors(draft: ImportDraft, table: string): Promise<VectorArray[]> {
  const found: VectorArray[] = [];
  for (const { path } of draft.folder.files) {
    if (!["npy", "npz"].includes(extensionOf(path)) || folderOf(path) !== folderOf(table)) continue;
    const opened = await draft.readTable(path);
    if (opened !== null) found.push(...vectorArrays(path, opened));
  }
  return found;
}

/** Asks which embeddings are the table's; the first ones are proposed. Null where there are none. */
export function offerVectors(arrays: readonly VectorArray[], chosen: ChosenValues): ImportChoice | null {
  const [first] = arrays;
  if (first === undefined) return null;
  const options = arrays.map((array) => ({
    value: keyOf(array),
    label: `${array.path}${array.array === null ? "" : `, ${array.array}`} (${array.rows} × ${array.dimension})`,
  }));
  const none = { value: "", label: "None: embed the pictures" };
  return offerChoice({ key: "vectors", label: "Embeddings", options: [...options, none], value: keyOf(first) }, chosen);
}

/** The array that a choice of `offerVectors` means; null for none. */
export function chosenVectors(arrays: readonly VectorArray[], choice: ImportChoice | null): VectorArray | null {
  return arrays.find((array) => keyOf(array) === choice?.value) ?? null;
}

function isPaths({ name, texts }: TableColumn): boolean {
  return name === "paths" && texts !== null;
}

function keyOf({ path, array }: VectorArray): string {
  return `${path}#${array ?? ""}`;
}
