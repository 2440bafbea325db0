import { StudioError } from "../errors";

/** How a table's numbers are stored. */
export type VectorType = "float16" | "float32";

/** What an .npy file's header says of a table: [N, D], C order, little-endian, from `dataOffset` on. */
export interface NpyHeader {
  readonly rows: number;
  readonly dimension: number;
  readonly dtype: VectorType;
  /** Bytes before the first number. */
  readonly dataOffset: number;
}

/** Bytes that tell how long a header is, in any version of the format. */
export const NPY_PREFIX_BYTES = 12;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const DESCRIPTIONS: Readonly<Record<string, VectorType>> = { "<f2": "float16", "<f4": "float32" };

/** Bytes of one stored number. */
export function bytesPerNumber(dtype: VectorType): number {
  return dtype === "float16" ? 2 : 4;
}

/**
 * How many bytes a file's header takes, by its first 12 bytes.
 *
 * @throws StudioError EmbeddingTableFormatError where these are not the first bytes of an .npy file of version 1, 2 or 3
 */
export function npyHeaderLength(prefix: Uint8Array): number {
  if (prefix.length < NPY_PREFIX_BYTES) throw formatError(`a file of at least 12 bytes`, `${prefix.length} bytes`);
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) {
    throw formatError("the first six bytes \\x93NUMPY", JSON.stringify(asText(prefix.subarray(0, 6))));
  }
  const version = prefix[6]!;
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  if (version === 1) return 10 + view.getUint16(8, true);
  if (version === 2 || version === 3) return 12 + view.getUint32(8, true);
  throw formatError("format version 1, 2 or 3", `version ${version}.${prefix[7]!}`);
}

/**
 * Reads an .npy header.
 *
 * @param bytes the file's first bytes, at least `npyHeaderLength` of them
 * @throws StudioError EmbeddingTableFormatError where the table is not [N, D] float16 or float32, little-endian, in C order
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const dataOffset = npyHeaderLength(bytes);
  if (bytes.length < dataOffset) throw formatError(`a header of ${dataOffset} bytes`, `${bytes.length} bytes`);
  const text = asText(bytes.subarray(bytes[6] === 1 ? 10 : 12, dataOffset));
  const description = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const dtype = DESCRIPTIONS[description ?? ""];
  if (dtype === undefined) throw formatError("numbers of type <f2 or <f4", description ?? text.trim());
  if (!/'fortran_order':\s*False/.test(text)) throw formatError("C order (fortran_order False)", text.trim());
  return { ...parseShape(text), dtype, dataOffset };
}

function parseShape(text: string): { readonly rows: number; readonly dimension: number } {
  const sizes = /'shape':\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)/.exec(text);
  const dimension = Number(sizes?.[2]);
  if (!(dimension > 0)) throw formatError("a shape (rows, dimension)", text.trim());
  return { rows: Number(sizes?.[1]), dimension };
}

/** The header bytes of a table; a multiple of 64, as NumPy pads it, so that the numbers are aligned. */
export function formatNpyHeader(table: Omit<NpyHeader, "dataOffset">): Uint8Array<ArrayBuffer> {
  return describeNpyArray(table.dtype === "float16" ? "<f2" : "<f4", [table.rows, table.dimension]);
}

/**
 * The header bytes of an array of any type and shape, in C order, as NumPy pads them.
 *
 * @param description NumPy's name of the type with its byte order: "<i8", "|S7", "<f4"
 */
export function describeNpyArray(description: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  // A tuple of one is written with a comma.
  const sizes = shape.length === 1 ? `${shape.join()},` : shape.join(", ");
  const text = `{'descr': '${description}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  for (let i = 0; i < text.length; i++) bytes[10 + i] = text.charCodeAt(i);
  bytes[length - 1] = 0x0a;
  return bytes;
}

/** The error of a table that cannot be read: what was expected and what was found. */
export function formatError(expected: string, found: string): StudioError {
  return new StudioError(
    "EmbeddingTableFormatError",
    `expected ${expected}; found ${found}`,
    "Write the table again, with `npm run studio -- embed` or numpy.save of a float16 or float32 array [N, D].",
  );
}

function asText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
