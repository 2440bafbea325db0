import { StudioError } from "../errors";
import { float16Values } from "../numeric/float16";

/** A named array of a safetensors file, as float32, C order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

/** Numbers of one stored type, read from little-endian bytes. */
type ReadNumber = (view: DataView, offset: number) => number;

const readers: Readonly<Record<string, { readonly bytes: number; readonly read: ReadNumber }>> = {
  F64: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  F32: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, read: (view, offset) => float16Values()[view.getUint16(offset, true)]! },
};

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, then raw little-endian values.
 *
 * @param file its path, for messages
 * @returns every array by name; the header's `__metadata__` is passed over
 * @throws StudioError `CheckpointFormatError` where the header, a type, a shape or the length is not as it must be
 */
export function readSafetensors(bytes: Uint8Array<ArrayBuffer>, file: string): ReadonlyMap<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  const start = 8 + headerBytes;
  if (headerBytes < 2 || start > bytes.length) {
    throw formatError(file, "a header that lies inside the file", `${headerBytes} bytes of it in ${bytes.length}`);
  }
  const header = parseHeader(bytes.subarray(8, start), file);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    tensors.set(name, readTensor(view, start, parseEntry(entry, name, file), `${file}, array "${name}"`));
  }
  return tensors;
}

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly offsets: readonly [number, number];
}

function readTensor(view: DataView, start: number, entry: TensorEntry, place: string): Tensor {
  const type = readers[entry.dtype];
  if (type === undefined) throw formatError(place, "float values (F16, F32 or F64)", entry.dtype);
  const [from, to] = entry.offsets;
  const count = entry.shape.reduce((product, side) => product * side, 1);
  if (to - from !== count * type.bytes) {
    throw formatError(place, `${count * type.bytes} bytes for shape [${entry.shape.join(", ")}]`, `${to - from}`);
  }
  if (from < 0 || start + to > view.byteLength) {
    throw formatError(place, `a file of at least ${start + to} bytes`, `${view.byteLength}`);
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, start + from + i * type.bytes);
  return { shape: entry.shape, values };
}

function parseHeader(bytes: Uint8Array, file: string): Record<string, unknown> {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte); // array names are ASCII
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === "object" && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Said below: no JSON and the wrong JSON are the same fault.
  }
  throw formatError(file, "a JSON object as header", JSON.stringify(text.slice(0, 40)));
}

function parseEntry(entry: unknown, name: string, file: string): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isSide = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype === "string" && Array.isArray(shape) && shape.every(isSide) && Array.isArray(offsets)) {
    if (offsets.length === 2 && offsets.every(isSide)) {
      return { dtype, shape: shape as number[], offsets: offsets as [number, number] };
    }
  }
  throw formatError(`${file}, array "${name}"`, "dtype, shape and data_offsets", JSON.stringify(entry));
}

function formatError(place: string, expected: string, found: string): StudioError {
  return new StudioError(
    "CheckpointFormatError",
    `${place}: expected ${expected}, found ${found}`,
    "Copy the checkpoint's folder again, or export it again.",
  );
}
