import type { ColumnTable, TableColumn } from "../../core/dataset/importers/importer";
import { extensionOf } from "../../core/dataset/importers/pathParts";
import { StudioError } from "../../core/errors";
import { ArchiveSource } from "../sources/archiveSource";
import { isVectorArray, openNpyArray, readNpyTexts } from "./npyArray";
import { ParquetFile } from "./parquetFile";

/**
 * Reads the texts of a binary table, and of its vectors only their dimension.
 *
 * @param path of a .parquet, .npz or .npy file
 * @throws StudioError ImportFormatError if it is damaged or its columns differ in length
 */
export async function readColumnTable(file: Blob, path: string): Promise<ColumnTable> {
  switch (extensionOf(path)) {
    case "parquet":
      return readParquet(file, path);
    case "npz":
      return readNpz(file, path);
    default:
      return tableOf([await readNpyColumn(file, "", path)], path);
  }
}

/** Opens one array of an .npz file. @throws StudioError ImportFormatError, ArchiveFormatError */
export async function openNpzArray(file: Blob, array: string, path: string): Promise<Blob> {
  return new ArchiveSource(file, path).open(`${array}.npy`);
}

interface SizedColumn extends TableColumn {
  readonly rows: number;
}

async function readParquet(file: Blob, path: string): Promise<ColumnTable> {
  const parquet = await ParquetFile.open(file, path);
  const columns: TableColumn[] = [];
  for (const column of parquet.columns) columns.push(await parquet.describe(column));
  return { rows: parquet.rows, columns };
}

async function readNpz(file: Blob, path: string): Promise<ColumnTable> {
  const archive = new ArchiveSource(file, path);
  const listing = await archive.list(new AbortController().signal, () => undefined);
  const [fault] = listing.faults;
  if (fault !== undefined) throw formatError(`${path}, ${fault.file}`, fault.message);
  const columns: SizedColumn[] = [];
  for (const listed of listing.files.filter((inside) => extensionOf(inside.path) === "npy")) {
    const name = listed.path.slice(0, -".npy".length);
    columns.push(await readNpyColumn(await archive.open(listed.path), name, `${path}, array ${name}`));
  }
  return tableOf(columns, path);
}

async function readNpyColumn(file: Blob, name: string, title: string): Promise<SizedColumn> {
  const array = await openNpyArray(file, title);
  const [rows = 0, dimension = 0] = array.shape;
  if (isVectorArray(array)) return { name, rows, texts: null, dimension };
  return { name, rows, texts: await readNpyTexts(file, array, title), dimension: null };
}

function tableOf(columns: readonly SizedColumn[], path: string): ColumnTable {
  const rows = columns[0]?.rows ?? 0;
  if (columns.some((column) => column.rows !== rows)) {
    const lengths = columns.map((column) => `${column.name} ${column.rows}`).join(", ");
    throw formatError(path, `expected arrays of one length; found ${lengths}`);
  }
  return { rows, columns: columns.map(({ name, texts, dimension }) => ({ name, texts, dimension })) };
}

function formatError(name: string, message: string): StudioError {
  return new StudioError(
    "ImportFormatError",
    `${name}: ${message}`,
    "Write the file again with one row for each item.",
  );
}
