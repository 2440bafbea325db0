import { describeNpyArray } from "../embedding/npy";
import { exportError } from "./exportError";

/** An .npy file of whole numbers, int64, as `numpy.argsort` gives them. */
export function npyOfIntegers(values: Uint32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const numbers = BigInt64Array.from(values, (value) => BigInt(value));
  return npyFile("<i8", shape, new Uint8Array(numbers.buffer));
}

/** An .npy file of float32 numbers. */
export function npyOfFloats(values: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(i * 4, value, true);
  return npyFile("<f4", shape, bytes);
}

/**
 * An .npy file of short ASCII texts, [N], as fixed-size bytes: what HDF5 can store too, unlike NumPy's own texts.
 *
 * @throws StudioError ExportFormatError for a text that is not ASCII
 */
export function npyOfAscii(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const width = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const bytes = new Uint8Array(texts.length * width);
  for (const [i, text] of texts.entries()) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0 || code > 127) {
        throw exportError("names in ASCII", JSON.stringify(text), "Rename the file, and import the folder again.");
      }
      bytes[i * width + at] = code;
    }
  }
  return npyFile(`|S${width}`, [texts.length], bytes);
}

function npyFile(description: string, shape: readonly number[], numbers: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = describeNpyArray(description, shape);
  const file = new Uint8Array(header.length + numbers.length);
  file.set(header);
  file.set(numbers, header.length);
  return file;
}
