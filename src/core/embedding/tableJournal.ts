// The journal of an embedding table: says which rows of its vectors count, and whose they are. Lines of text, each with
// its own checksum; only ever appended to, so that what a crash leaves behind is a torn end and nothing else.
import type { EmbeddingFailure, TableCheckpoint } from "../dataset/datasetRecord";
import { StudioError } from "../errors";
import { crc32 } from "../numeric/crc32";
import type { CheckpointId } from "./checkpointManifest";

/** The version of the format that this code writes, and the only one that it reads. */
export const journalSchema = 1;

/** The first line. */
export interface JournalHead {
  readonly schema: typeof journalSchema;
  readonly checkpoint: TableCheckpoint;
  /** Blocks that were written in one go with the head, when a table was compacted: with fewer the journal is void. */
  readonly promised: number;
}

/** Rows that were appended at once, and items that failed between them. */
export interface JournalBlock {
  readonly kind: "block";
  /** Items of the rows, in order; rows follow those of the block before. */
  readonly items: readonly string[];
  /** Bytes and last change (milliseconds since 1970, 0 where unknown) of each row's picture when it was embedded. */
  readonly bytes: readonly number[];
  readonly modified: readonly number[];
  readonly failures: readonly EmbeddingFailure[];
  readonly backend: string;
  /** Pictures in one run of the network. */
  readonly batch: number;
  /** CRC-32 of the rows' bytes, as stored. */
  readonly checksum: number;
}

/** Items that the next writer shall try again: their failures and vectors so far no longer count. */
export interface JournalForgotten {
  readonly kind: "forgotten";
  readonly items: readonly string[];
}

export type JournalEntry = JournalBlock | JournalForgotten;

/** What a journal holds, up to its torn end. */
export interface ReadJournal {
  /** Null where the file ends before its first line does. */
  readonly head: JournalHead | null;
  readonly entries: readonly JournalEntry[];
  /** Where each entry ends in the file, in bytes. */
  readonly ends: readonly number[];
  /** Where the head ends; 0 where there is none. */
  readonly headEnd: number;
}

const CHECK_DIGITS = 8;
const LINE_FEED = 0x0a;

/** A head or entry as one line of ASCII: the CRC-32 of the rest as eight hexadecimal digits, a space, JSON, a line feed. */
export function formatJournalLine(value: JournalHead | JournalEntry): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${hexadecimal(unit.charCodeAt(0), 4)}`);
  const line = asciiBytes(`${hexadecimal(0, CHECK_DIGITS)} ${json}\n`);
  line.set(asciiBytes(hexadecimal(crc32(line.subarray(CHECK_DIGITS + 1, -1)), CHECK_DIGITS)));
  return line;
}

/**
 * Reads a journal. The first line that is cut short or does not match its checksum ends it: what stands behind was
 * written after something that is lost.
 *
 * @param name what to call the file in a message
 * @throws StudioError EmbeddingTableFormatError for a head of another schema, or sound lines that this format has not
 */
export function readJournal(bytes: Uint8Array, name: string): ReadJournal {
  const entries: JournalEntry[] = [];
  const ends: number[] = [];
  let head: JournalHead | null = null;
  let headEnd = 0;
  let start = 0;
  for (let end = lineEnd(bytes, start); end > 0; end = lineEnd(bytes, start)) {
    const value = readLine(bytes.subarray(start, end - 1));
    if (value === undefined) break;
    if (head === null) {
      head = parseHead(value, name);
      headEnd = end;
    } else {
      entries.push(parseEntry(value, name, entries.length + 2));
      ends.push(end);
    }
    start = end;
  }
  return { head, entries, ends, headEnd };
}

/** Behind the next line feed; 0 where there is none. */
function lineEnd(bytes: Uint8Array, from: number): number {
  return bytes.indexOf(LINE_FEED, from) + 1;
}

/** The value of a line without its line feed; undefined where it does not match its checksum. */
function readLine(line: Uint8Array): unknown {
  if (line.length <= CHECK_DIGITS) return undefined;
  const json = line.subarray(CHECK_DIGITS + 1);
  const expected = `${hexadecimal(crc32(json), CHECK_DIGITS)} `;
  if (asciiText(line.subarray(0, CHECK_DIGITS + 1)) !== expected) return undefined;
  return JSON.parse(asciiText(json)) as unknown;
}

function parseHead(value: unknown, name: string): JournalHead {
  const { schema, checkpoint, promised } = asRecord(value);
  if (schema !== journalSchema) {
    throw formatError(name, `schema ${journalSchema}, which this version reads`, JSON.stringify(schema ?? null));
  }
  const { id, sha256, dimension } = asRecord(checkpoint);
  if (typeof id !== "string" || typeof sha256 !== "string" || !isCount(dimension) || !isCount(promised)) {
    throw formatError(name, "a checkpoint's id, sha256 and dimension in line 1", JSON.stringify(value));
  }
  return { schema, checkpoint: { id: id as CheckpointId, sha256, dimension }, promised };
}

function parseEntry(value: unknown, name: string, line: number): JournalEntry {
  const entry = asRecord(value);
  if (entry["kind"] === "forgotten" && isListOf(entry["items"], isText)) return value as JournalForgotten;
  const count = Array.isArray(entry["items"]) ? entry["items"].length : -1;
  const isBlock =
    entry["kind"] === "block" &&
    isListOf(entry["items"], isText) &&
    isListOf(entry["bytes"], isCount, count) &&
    isListOf(entry["modified"], isCount, count) &&
    isListOf(entry["failures"], isFailure) &&
    isText(entry["backend"]) &&
    isCount(entry["batch"]) &&
    isCount(entry["checksum"]);
  if (isBlock) return value as JournalBlock;
  throw formatError(name, `a block or forgotten items in line ${line}`, JSON.stringify(value).slice(0, 200));
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean, length?: number): boolean {
  return Array.isArray(value) && value.every(isElement) && (length === undefined || value.length === length);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function isFailure(value: unknown): boolean {
  const { itemId, message } = asRecord(value);
  return isText(itemId) && isText(message);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function asciiText(bytes: Uint8Array): string {
  let text = "";
  // As many at once as an engine takes for arguments of one call.
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

function formatError(name: string, expected: string, found: string): StudioError {
  return new StudioError(
    "EmbeddingTableFormatError",
    `${name}: expected ${expected}; found ${found}`,
    "Use the version of Retrieval Studio that wrote this table, or delete the table and embed again.",
  );
}
