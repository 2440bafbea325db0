// Packed items as a file: the arrays as they lie in memory, so that hundreds of thousands of items open without parsing.
// "RSIT", schema, length of the directory, the directory (ASCII JSON), then the arrays, each from a multiple of 8 on.
import { StudioError } from "../errors";
import type { PackedColumn, PackedItems, TextColumn } from "./packedItems";
import type { PackedTexts } from "./packedTexts";

type Numbers =
  Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

interface Section {
  readonly name: string;
  readonly type: "u8" | "u16" | "u32" | "f64";
  readonly length: number;
}

const magic = 0x54495352; // "RSIT", little-endian
const schema = 1;
const headBytes = 12;

/** Writes packed items, little-endian as every machine that runs this is. */
export function formatItemsFile(items: PackedItems): Uint8Array<ArrayBuffer> {
  const arrays = namedArrays(items);
  const sections = arrays.map(([name, array]): Section => ({ name, type: typeOf(array), length: array.length }));
  const directory = JSON.stringify({ count: items.count, sections });
  const start = headBytes + directory.length;
  const size = arrays.reduce((end, [, array]) => aligned(end) + array.byteLength, start);
  const file = new Uint8Array(size);
  new Uint32Array(file.buffer, 0, 3).set([magic, schema, directory.length]);
  for (let i = 0; i < directory.length; i++) file[headBytes + i] = directory.charCodeAt(i);
  let at = start;
  for (const [, array] of arrays) {
    at = aligned(at);
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return file;
}

/**
 * Reads what `formatItemsFile` wrote. The arrays are views of `file`'s buffer.
 *
 * @param file must begin its buffer
 * @throws StudioError ItemTableFormatError for another kind of file, another schema (both numbers are named) or a short file
 */
export function parseItemsFile(file: Uint8Array<ArrayBuffer>, name: string): PackedItems {
  const [foundMagic, foundSchema, directoryLength = 0] =
    file.length < headBytes ? [] : new Uint32Array(file.buffer, 0, 3);
  if (foundMagic !== magic)
    throw itemsFileError(name, 'expected a file that begins with "RSIT"', `${file.length} others`);
  if (foundSchema !== schema) {
    throw itemsFileError(
      name,
      `expected schema ${schema}, which this version reads`,
      `schema ${foundSchema ?? "none"}`,
    );
  }
  const start = headBytes + directoryLength;
  if (start > file.length) throw itemsFileError(name, `expected at least ${start} bytes`, String(file.length));
  const directory = String.fromCharCode(...file.subarray(headBytes, start));
  const { count, sections } = JSON.parse(directory) as { count: number; sections: Section[] };
  const arrays = new Map<string, Numbers>();
  let at = start;
  for (const section of sections) {
    at = aligned(at);
    const end = at + section.length * bytesEach[section.type];
    if (end > file.length) throw itemsFileError(name, `expected at least ${end} bytes`, String(file.length));
    arrays.set(section.name, viewOf(section, file.buffer, at));
    at = end;
  }
  return itemsOf(count, arrays);
}

function namedArrays({ paths, slots, roles, boxes, columns }: PackedItems): [string, Numbers][] {
  const named: [string, Numbers][] = [
    ["paths.units", paths.units],
    ["paths.ends", paths.ends],
    ["slots", slots],
    ["roles", roles],
  ];
  if (boxes !== null) named.push(["boxes", boxes]);
  for (const [column, { codes, values }] of Object.entries(columns)) {
    named.push([`${column}.codes`, codes], [`${column}.units`, values.units], [`${column}.ends`, values.ends]);
  }
  return named;
}

function itemsOf(count: number, arrays: ReadonlyMap<string, Numbers>): PackedItems {
  const texts = (name: string) =>
    ({ units: arrays.get(`${name}.units`), ends: arrays.get(`${name}.ends`) }) as unknown as PackedTexts;
  const columns: Partial<Record<TextColumn, PackedColumn>> = {};
  for (const name of arrays.keys()) {
    if (!name.endsWith(".codes")) continue;
    const column = name.slice(0, -".codes".length) as TextColumn;
    columns[column] = { codes: arrays.get(name) as Uint32Array<ArrayBuffer>, values: texts(column) };
  }
  return {
    count,
    paths: texts("paths"),
    slots: arrays.get("slots") as Uint32Array<ArrayBuffer>,
    roles: arrays.get("roles") as Uint8Array<ArrayBuffer>,
    boxes: (arrays.get("boxes") as Float64Array<ArrayBuffer> | undefined) ?? null,
    columns,
  };
}

const bytesEach: Readonly<Record<Section["type"], number>> = { u8: 1, u16: 2, u32: 4, f64: 8 };

function typeOf(array: Numbers): Section["type"] {
  if (array instanceof Uint8Array) return "u8";
  if (array instanceof Uint16Array) return "u16";
  return array instanceof Uint32Array ? "u32" : "f64";
}

function viewOf({ type, length }: Section, buffer: ArrayBuffer, at: number): Numbers {
  switch (type) {
    case "u8":
      return new Uint8Array(buffer, at, length);
    case "u16":
      return new Uint16Array(buffer, at, length);
    case "u32":
      return new Uint32Array(buffer, at, length);
    case "f64":
      return new Float64Array(buffer, at, length);
  }
}

function aligned(at: number): number {
  return (at + 7) & ~7;
}

function itemsFileError(name: string, expected: string, found: string): StudioError {
  const hint = "Use the version of Retrieval Studio that wrote the data set, or import it again.";
  return new StudioError("ItemTableFormatError", `${name}: ${expected}; found ${found}`, hint);
}
