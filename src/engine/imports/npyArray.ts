import { StudioError } from "../../core/errors";
import { npyHeaderLength, NPY_PREFIX_BYTES } from "../../core/embedding/npy";
import { decodeFloat16 } from "../../core/numeric/float16";
import { readBlob } from "../sources/readError";

/** No header of one or two dimensions comes near; a longer one is not read to its end. */
const longestHeader = 65_536;

/** An array of any type in an .npy file, as its header describes it. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's name without the byte order: "f4", "i8", "U12", "b1". */
  readonly kind: string;
  readonly isLittleEndian: boolean;
  readonly dataOffset: number;
  readonly cellBytes: number;
}

/**
 * Reads the header of an .npy file and checks that the file is as long as it says.
 *
 * @throws StudioError ImportFormatError for another file, arrays in Fortran order, objects (pickles are never read), or
 * more than two dimensions
 */
export async function openNpyArray(file: Blob, name: string): Promise<NpyArray> {
  const dataOffset = npyLength(await readBlob(file.slice(0, NPY_PREFIX_BYTES), name), name);
  const header = await readBlob(file.slice(0, Math.min(dataOffset, longestHeader)), name);
  const array = { ...parseHeader(String.fromCharCode(...header), name), dataOffset };
  const bytes = dataOffset + array.shape.reduce((product, size) => product * size, 1) * array.cellBytes;
  if (file.size !== bytes) throw formatError(name, `a file of ${bytes} bytes, by its header`, `${file.size}`);
  return array;
}

function parseHeader(header: string, name: string): Omit<NpyArray, "dataOffset"> {
  const [, order, kind = ""] = /'descr':\s*'([<>|=])([^']+)'/.exec(header) ?? [];
  const cellBytes = bytesOf(kind);
  if (cellBytes === 0) throw formatError(name, "an array of numbers, flags or texts", header.slice(10, 120).trim());
  if (!/'fortran_order':\s*False/.test(header)) throw formatError(name, "an array in C order", "Fortran order");
  const [shape, written] = parseShape(header);
  if (shape.length === 1 || shape.length === 2) return { shape, kind, isLittleEndian: order !== ">", cellBytes };
  throw formatError(name, "an array of one or two dimensions", `the shape (${written})`);
}

function parseShape(header: string): [shape: number[], written: string] {
  const written = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? "none";
  // A single value, of no dimensions, is read as an array of one.
  return [written.trim() === "" ? [1] : (written.match(/\d+/g) ?? []).map(Number), written];
}

/** Whether the rows of an array are vectors. */
export function isVectorArray({ shape, kind }: NpyArray): boolean {
  return shape.length === 2 && (shape[1] ?? 0) > 0 && /^f[248]$/.test(kind);
}

/**
 * The cells of an array of one dimension as a CSV file would have them.
 *
 * @returns null for an array of two dimensions
 */
export async function readNpyTexts(file: Blob, array: NpyArray, name: string): Promise<string[] | null> {
  const { shape, cellBytes, dataOffset } = array;
  if (shape.length !== 1) return null;
  const bytes = await readBlob(file.slice(dataOffset), name);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => cellText(view, i * cellBytes, array));
}

/**
 * Rows of vectors, [count, D].
 *
 * @param array one of which `isVectorArray` holds
 */
export async function readNpyRows(
  file: Blob,
  array: NpyArray,
  [first, count]: readonly [first: number, count: number],
  name: string,
): Promise<Float32Array<ArrayBuffer>> {
  const { dataOffset, kind, cellBytes, isLittleEndian } = array;
  const dimension = array.shape[1] ?? 0;
  const start = dataOffset + first * dimension * cellBytes;
  const bytes = await readBlob(file.slice(start, start + count * dimension * cellBytes), name);
  if (kind === "f4" && isLittleEndian) return new Float32Array(bytes.buffer);
  const vectors = new Float32Array(count * dimension);
  const view = new DataView(bytes.buffer);
  if (kind === "f2") {
    const halves = Uint16Array.from(vectors, (_, i) => view.getUint16(i * 2, isLittleEndian));
    decodeFloat16(halves, vectors, 0);
  } else {
    for (let i = 0; i < vectors.length; i++) {
      const at = i * cellBytes;
      vectors[i] = kind === "f8" ? view.getFloat64(at, isLittleEndian) : view.getFloat32(at, isLittleEndian);
    }
  }
  return vectors;
}

function npyLength(prefix: Uint8Array, name: string): number {
  try {
    return npyHeaderLength(prefix);
  } catch (error) {
    throw formatError(name, "an .npy file", error instanceof Error ? error.message : String(error));
  }
}

/** 0 for what is not read: objects, complex numbers, records, times. */
function bytesOf(kind: string): number {
  if (/^(f[248]|[iu][1248]|b1)$/.test(kind)) return Number(kind.slice(1));
  const length = /^([US])(\d+)$/.exec(kind);
  return Number(length?.[2] ?? 0) * (length?.[1] === "U" ? 4 : 1);
}

function cellText(view: DataView, at: number, { kind, cellBytes, isLittleEndian }: NpyArray): string {
  switch (kind[0]) {
    case "U":
      return unicodeText(view, at, cellBytes, isLittleEndian);
    case "S":
      return new TextDecoder().decode(new Uint8Array(view.buffer, at, cellBytes)).replace(/\0+$/, "");
    case "b":
      return view.getUint8(at) === 0 ? "false" : "true";
    default:
      return String(cellNumber(view, at, kind, isLittleEndian));
  }
}

/** NumPy keeps a text as code points of four bytes, filled up with zeros. */
function unicodeText(view: DataView, start: number, cellBytes: number, isLittleEndian: boolean): string {
  let text = "";
  for (let at = start; at < start + cellBytes; at += 4) {
    const point = view.getUint32(at, isLittleEndian);
    if (point === 0) break;
    text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  return text;
}

function cellNumber(view: DataView, at: number, kind: string, isLittleEndian: boolean): number | bigint {
  switch (kind) {
    case "f2":
      return decodeHalf(view.getUint16(at, isLittleEndian));
    case "f4":
      return view.getFloat32(at, isLittleEndian);
    case "f8":
      return view.getFloat64(at, isLittleEndian);
    case "i1":
      return view.getInt8(at);
    case "i2":
      return view.getInt16(at, isLittleEndian);
    case "i4":
      return view.getInt32(at, isLittleEndian);
    case "i8":
      return view.getBigInt64(at, isLittleEndian);
    case "u1":
      return view.getUint8(at);
    case "u2":
      return view.getUint16(at, isLittleEndian);
    case "u4":
      return view.getUint32(at, isLittleEndian);
    default:
      return view.getBigUint64(at, isLittleEndian);
  }
}

function decodeHalf(bits: number): number {
  const value = new Float32Array(1);
  decodeFloat16(Uint16Array.of(bits), value, 0);
  return value[0]!;
}

function formatError(name: string, expected: string, found: string): StudioError {
  return new StudioError(
    "ImportFormatError",
    `${name}: expected ${expected}; found ${found}`,
    "Write it again with numpy.save or numpy.savez: texts and numbers in arrays [N], embeddings as float16 or float32 [N, D].",
  );
}
