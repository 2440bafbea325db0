import type { ItemId } from "../item";
import type { PictureFacts } from "../pictureFacts";

/** What is known of the pictures of a data set, by row of its item table: hundreds of thousands in a few typed arrays. */
export interface FactColumns {
  readonly count: number;
  /** 1 where somebody looked at the picture. */
  readonly isExamined: Uint8Array<ArrayBuffer>;
  readonly bytes: Float64Array<ArrayBuffer>;
  readonly modified: Float64Array<ArrayBuffer>;
  /** [count, 32]; all 0 where the file could not be read. */
  readonly sha256: Uint8Array<ArrayBuffer>;
  readonly width: Uint32Array<ArrayBuffer>;
  readonly height: Uint32Array<ArrayBuffer>;
  /** Index in `colorModes`. */
  readonly color: Uint8Array<ArrayBuffer>;
  readonly ink: Float32Array<ArrayBuffer>;
  readonly isBlank: Uint8Array<ArrayBuffer>;
  /** Why pictures could not be decoded, by row; a row that is missing could be. */
  readonly faults: Map<number, string>;
}

/** What pixels of a picture may use, in the order of `FactColumns.color`. */
export const colorModes = ["bilevel", "gray", "color"] as const;

/** Columns in which nothing is known yet. */
export function makeFactColumns(count: number): FactColumns {
  return {
    count,
    isExamined: new Uint8Array(count),
    bytes: new Float64Array(count),
    modified: new Float64Array(count),
    sha256: new Uint8Array(count * 32),
    width: new Uint32Array(count),
    height: new Uint32Array(count),
    color: new Uint8Array(count),
    ink: new Float32Array(count),
    isBlank: new Uint8Array(count),
    faults: new Map(),
  };
}

/** Facts with the hash as bytes: 32, all 0 where the file could not be read. */
export type PackedFacts = Omit<PictureFacts, "sha256"> & { readonly hash: Uint8Array };

/** Takes what is known of one picture, instead of what was known before. */
export function setFacts(columns: FactColumns, row: number, facts: PackedFacts): void {
  // A stamp alone says only that the picture is another now.
  columns.isExamined[row] = facts.width > 0 || facts.fault !== "" ? 1 : 0;
  columns.bytes[row] = facts.bytes;
  columns.modified[row] = facts.modified;
  columns.sha256.set(facts.hash, row * 32);
  columns.width[row] = facts.width;
  columns.height[row] = facts.height;
  columns.color[row] = colorModes.indexOf(facts.color);
  columns.ink[row] = facts.ink;
  columns.isBlank[row] = facts.isBlank ? 1 : 0;
  if (facts.fault === "") columns.faults.delete(row);
  else columns.faults.set(row, facts.fault);
}

/** A hash of 64 hexadecimal digits as 32 bytes; 32 zeros for "". */
export function hashBytes(sha256: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(sha256.slice(i * 2, i * 2 + 2) || "0", 16));
}

/** What is known of one row. */
export function factsAt(columns: FactColumns, row: number, itemId: ItemId): PictureFacts {
  return {
    itemId,
    bytes: columns.bytes[row] ?? 0,
    modified: columns.modified[row] ?? 0,
    sha256: hashText(columns.sha256.subarray(row * 32, row * 32 + 32)),
    width: columns.width[row] ?? 0,
    height: columns.height[row] ?? 0,
    color: colorModes[columns.color[row] ?? 0] ?? "color",
    ink: columns.ink[row] ?? 0,
    isBlank: columns.isBlank[row] === 1,
    fault: columns.faults.get(row) ?? "",
  };
}

function hashText(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte === 0)) return "";
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
