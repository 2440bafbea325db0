import { type AsyncBuffer, parquetMetadataAsync, type ParquetScan, parquetScan, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";

import type { TableColumn } from "../../core/dataset/importers/importer";
import { isStudioError, StudioError } from "../../core/errors";
import { explainReadError } from "../sources/readError";

/** Rows that are read at a time where row groups are larger. */
const mostRowsAtOnce = 16_384;

/** A Parquet file that is read column by column. */
export class ParquetFile {
  private constructor(
    private readonly scan: ParquetScan,
    private readonly name: string,
  ) {}

  /** @throws StudioError ImportFormatError if it is no Parquet file, or one of a kind that cannot be read */
  static async open(file: Blob, name: string): Promise<ParquetFile> {
    const buffer: AsyncBuffer = {
      byteLength: file.size,
      slice: (start, end) => file.slice(start, end ?? file.size).arrayBuffer(),
    };
    return explained(name, async () => {
      const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
      return new ParquetFile(await parquetScan({ file: buffer, metadata, compressors, geoparquet: false }), name);
    });
  }

  get rows(): number {
    return Number(this.scan.metadata.num_rows);
  }

  /** Names of the columns, and of each whether its cells are lists. */
  get columns(): readonly { readonly name: string; readonly isList: boolean }[] {
    return parquetSchema(this.scan.metadata).children.map(({ element, children }) => ({
      name: element.name,
      isList: children.length > 0 || element.repetition_type === "REPEATED",
    }));
  }

  /** A column as texts, or what its vectors are; both null for a column of another kind. */
  async describe({ name, isList }: { readonly name: string; readonly isList: boolean }): Promise<TableColumn> {
    if (isList) return { name, texts: null, dimension: await this.#dimensionOf(name) };
    const texts: string[] = [];
    for await (const { cells } of this.readColumn(name)) {
      for (const cell of cells) {
        const text = textOf(cell);
        if (text === null) return { name, texts: null, dimension: null };
        texts.push(text);
      }
    }
    return { name, texts, dimension: null };
  }

  /** The cells of a column, in blocks. */
  async *readColumn(
    column: string,
  ): AsyncGenerator<{ readonly first: number; readonly cells: ArrayLike<unknown> & Iterable<unknown> }> {
    for (const { rowStart, rowEnd } of this.scan.ranges) {
      for (let first = rowStart; first < rowEnd; first += mostRowsAtOnce) {
        const end = Math.min(rowEnd, first + mostRowsAtOnce);
        const cells = await explained(this.name, () => this.scan.readColumn({ column, rowStart: first, rowEnd: end }));
        yield { first, cells };
      }
    }
  }

  /** Length of the lists in a column; null where they differ, hold something else than numbers, or one is missing. */
  async #dimensionOf(column: string): Promise<number | null> {
    const [range] = this.scan.ranges;
    if (range === undefined) return null;
    const [cell] = await explained(this.name, () =>
      this.scan.readColumn({ column, rowStart: range.rowStart, rowEnd: range.rowStart + 1 }),
    );
    const dimension = Array.isArray(cell) || ArrayBuffer.isView(cell) ? (cell as ArrayLike<unknown>).length : 0;
    if (dimension === 0 || typeof (cell as ArrayLike<unknown>)[0] !== "number") return null;
    const chunks = this.scan.metadata.row_groups.flatMap(({ columns }) =>
      columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === column),
    );
    const numbers = chunks.reduce((sum, { meta_data }) => sum + Number(meta_data?.num_values ?? 0), 0);
    // Single cells of another length would show here; two that make up for each other show when vectors are read.
    return numbers === this.rows * dimension ? dimension : null;
  }
}

/** A cell as a CSV file would have it; null where it has no text. */
function textOf(cell: unknown): string | null {
  switch (typeof cell) {
    case "string":
      return cell;
    case "number":
    case "bigint":
    case "boolean":
      return String(cell);
    case "undefined":
      return "";
    default:
      if (cell === null) return "";
      return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString().slice(0, 10) : null;
  }
}

/** hyparquet says what is wrong with a file in plain Errors and RangeErrors. */
async function explained<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const known = explainReadError(error, name);
    if (known !== error || isStudioError(error) || !(error instanceof Error)) throw known;
    throw new StudioError(
      "ImportFormatError",
      `${name}: expected a Parquet file; ${error.message}`,
      "Write it again with pandas or pyarrow, with snappy or zstd compression and without encryption.",
    );
  }
}
