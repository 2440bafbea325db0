import type { ColumnTable, FolderView, ListedFile } from "../../core/dataset/importers/importer";
import { StudioError } from "../../core/errors";
import { readBlob } from "../sources/readError";
import type { Source } from "../sources/source";
import { readColumnTable } from "./columnTable";

/** Longest list that is read whole; an item table of millions of rows stays below. JavaScript's strings end at twice this. */
const mostBytes = 256 * 2 ** 20;
const headBytes = 64 * 2 ** 10;

/** What importers may see of a source: its listing, and the texts and tables in it, read when they are asked for. */
export class SourceView implements FolderView {
  readonly name: string;

  constructor(
    private readonly source: Source,
    readonly files: readonly ListedFile[],
  ) {
    this.name = source.name;
  }

  async readText(path: string): Promise<string> {
    return decode(await this.readBytes(path), path, false);
  }

  async readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = await this.source.open(path);
    if (file.size > mostBytes) {
      throw new StudioError(
        "ImportFormatError",
        `${path}: expected a list of at most ${mostBytes / 2 ** 20} MiB; found ${Math.ceil(file.size / 2 ** 20)} MiB`,
        "Split the list, or save it as Parquet.",
      );
    }
    return readBlob(file, path);
  }

  async readHead(path: string): Promise<string> {
    const file = await this.source.open(path);
    const isLonger = file.size > headBytes;
    const text = decode(await readBlob(file.slice(0, headBytes), path), path, isLonger);
    const lastBreak = isLonger ? text.lastIndexOf("\n") : -1;
    return lastBreak < 0 ? text : text.slice(0, lastBreak + 1);
  }

  async readTable(path: string): Promise<ColumnTable> {
    return readColumnTable(await this.source.open(path), path);
  }
}

/** @param isCut whether the bytes may end inside a character */
function decode(bytes: Uint8Array<ArrayBuffer>, path: string, isCut: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new StudioError(
      "ImportFormatError",
      `${path}: expected text in UTF-8; found ${isUtf16 ? "UTF-16" : "bytes that are not"}`,
      "Open it in a text editor or spreadsheet and save it as UTF-8.",
    );
  }
}
