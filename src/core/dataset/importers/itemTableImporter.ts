import { isStudioError } from "../../errors";
import type { CsvRecord, TextFault } from "../csv";
import type { Item, ItemId } from "../item";
import type { ItemColumn } from "../itemColumns";
import { findColumns, type ItemRow, type ItemRows, readItemRows } from "../itemRows";
import { offerChoice, offerRole, offerSplit, rolesOf } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, FolderView, ImportedTable, Importer, ListedVectors } from "./importer";
import { extensionOf, folderOf, joinPath } from "./pathParts";
import { countKnownColumns, readColumnRecords, readTextRecords, type TableRecords } from "./tableRecords";
import { chosenVectors, findVectors, offerVectors, type VectorArray, vectorArrays } from "./vectorsBeside";

const tableExtensions = ["csv", "tsv", "parquet"];
const roleColumns = ["split", "is_query", "is_gallery"] as const satisfies readonly ItemColumn[];

/**
 * The item table itself, in the column names of open-metric-learning, with or without embeddings beside it.
 *
 * CSV by comma, semicolon or tab, or Parquet. `path` and `label` must stand there; `split`, `is_query` and `is_gallery`
 * all or none of them, and where none stands they are asked for. Other columns are left alone. The table is looked for in
 * the shallowest folder that holds one; where it holds several, the user chooses. A folder without any picture is taken
 * where embeddings are there.
 */
export const itemTableImporter: Importer = {
  layout: "item-table",
  title: "Item table (CSV or Parquet)",
  expects:
    "a CSV, TSV or Parquet file with the columns path,label,split,is_query,is_gallery, or path,label alone, and the pictures or embeddings that it names",

  async recognize(folder) {
    const tables = await rankTables(folder);
    const [best] = tables;
    if (best === undefined) return null;
    const isTable = best.names.includes("path") && best.names.includes("label");
    const evidence = isTable
      ? `${best.path} has the columns ${best.names.join(",").slice(0, 200)}`
      : `${best.path} is a table, though its columns are ${best.names.join(",").slice(0, 200) || "none"}`;
    return { confidence: isTable ? 0.95 : best.known >= 2 ? 0.55 : 0.05, evidence };
  },

  async read(folder, chosen) {
    const tables = await rankTables(folder);
    const [best] = tables;
    const draft = new ImportDraft(folder);
    if (best === undefined) {
      draft.fault({ file: folder.name, line: null }, "expected a CSV, TSV or Parquet file; found none");
      return draft.finish({ choices: [], unnamedReason: "outside the lists" });
    }
    const options = tables.map(({ path }) => ({ value: path, label: path }));
    const choice = offerChoice({ key: "table", label: "Item table", options, value: best.path }, chosen);
    const imported = await readTableOf(draft, choice.value, chosen);
    return tables.length > 1 ? { ...imported, choices: [choice, ...imported.choices] } : imported;
  },
};

interface FoundTable {
  readonly path: string;
  readonly names: readonly string[];
  readonly known: number;
}

/** The tables of the shallowest folder that holds one, with their headers; most columns of the item table first. */
async function rankTables(folder: FolderView): Promise<FoundTable[]> {
  const paths = folder.files.map(({ path }) => path).filter((path) => tableExtensions.includes(extensionOf(path)));
  const depths = paths.map((path) => path.split("/").length);
  const least = depths.reduce((most, depth) => Math.min(most, depth), Infinity);
  const tables: FoundTable[] = [];
  for (const [i, path] of paths.entries()) {
    if (depths[i] !== least) continue;
    const header = await readHeader(folder, path);
    const names = header?.cells.map((cell) => cell.trim()) ?? [];
    tables.push({ path, names, known: countKnownColumns(header) });
  }
  return tables.sort((a, b) => b.known - a.known);
}

/** Undefined where the table is empty or damaged; what is wrong is told when it is read. */
async function readHeader(folder: FolderView, path: string): Promise<CsvRecord | undefined> {
  try {
    if (extensionOf(path) === "parquet") return readColumnRecords(await folder.readTable(path)).header;
    return readTextRecords(await folder.readHead(path), []).header;
  } catch (thrown) {
    if (isStudioError(thrown) && thrown.name === "ImportFormatError") return undefined;
    throw thrown;
  }
}

async function readTableOf(draft: ImportDraft, path: string, chosen: ChosenValues): Promise<ImportedTable> {
  const faults: TextFault[] = [];
  const { header, records, arrays } = await openTable(draft, path, faults);
  const hasRoles = roleColumns.some((column) => header?.cells.some((cell) => cell.trim() === column));
  const columns = findColumns(header, ["path", "label", ...(hasRoles ? roleColumns : [])], faults);
  const role = offerRole("role", "Items are", "both", chosen);
  const split = offerSplit("split", "Split", "test", chosen);
  const vectorChoice = offerVectors(arrays, chosen);
  const vectors = chosenVectors(arrays, vectorChoice);

  let taken: ListedVectors | null = null;
  if (header !== undefined && faults.length === 0) {
    const { isQuery, isGallery } = rolesOf(role);
    const defaults = { split: split.value, is_query: isQuery ? "1" : "0", is_gallery: isGallery ? "1" : "0" };
    const table = readItemRows({ header, records, columns, ...(hasRoles ? {} : { defaults }) }, faults);
    taken = addRows(draft, path, table, vectors);
  }
  for (const { line, message } of faults) draft.fault({ file: path, line }, message);
  const choices = [...(hasRoles ? [] : [split, role]), ...(vectorChoice === null ? [] : [vectorChoice])];
  return draft.finish({ choices, unnamedReason: `not named in ${path}`, vectors: taken });
}

async function openTable(
  draft: ImportDraft,
  path: string,
  faults: TextFault[],
): Promise<TableRecords & { readonly arrays: readonly VectorArray[] }> {
  const arrays = await findVectors(draft, path);
  if (extensionOf(path) !== "parquet") return { ...readTextRecords(await draft.readText(path), faults), arrays };
  const table = await draft.readTable(path);
  if (table === null) return { header: undefined, records: [], arrays };
  return { ...readColumnRecords(table), arrays: [...vectorArrays(path, table), ...arrays] };
}

/** Makes items of the rows whose picture, or at least whose embedding, is there. */
function addRows(draft: ImportDraft, path: string, table: ItemRows, vectors: VectorArray | null): ListedVectors | null {
  const rowOf = vectors === null ? null : vectorRows(draft, path, table, vectors);
  const needsPictures = draft.pictures.size > 0 || rowOf === null;
  if (needsPictures && draft.pictures.size === 0) {
    draft.fault({ file: path, line: null }, nothingBeside(table));
    return null;
  }
  const folder = folderOf(path);
  const rows: number[] = [];
  for (const row of table.rows) {
    const item: Item = { ...row.item, itemId: joinPath(folder, row.item.itemId) as ItemId };
    if (!needsPictures) draft.addWithoutPicture(item);
    else if (!draft.addItem(item, { file: path, line: row.line })) continue;
    rows.push(rowOf?.(row) ?? -1);
  }
  if (vectors === null || rowOf === null) return null;
  const { path: file, array, dimension } = vectors;
  return { path: file, array, dimension, rows: Int32Array.from(rows) };
}

function nothingBeside({ count }: ItemRows): string {
  if (count === 0) return "expected a row for each picture; found none behind the header";
  return `expected the pictures of its ${count} rows, or embeddings, beside it; found neither`;
}

/** Which row of an array is whose: by the paths beside it, else by the order of the table. Null and a fault where neither fits. */
function vectorRows(
  draft: ImportDraft,
  path: string,
  { count }: ItemRows,
  { path: file, rows, paths }: VectorArray,
): ((row: ItemRow) => number) | null {
  if (paths !== null) {
    const rowOfPath = new Map(paths.map((named, row) => [named, row]));
    return ({ item }) => rowOfPath.get(item.itemId) ?? -1;
  }
  if (rows === count) return ({ row }) => row;
  draft.fault({ file, line: null }, `expected ${count} embeddings, one for each row of ${path}; found ${rows}`);
  return null;
}
