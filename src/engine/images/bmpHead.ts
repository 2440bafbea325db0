import { damagedError } from "../../core/image/pictureErrors";
import type { PictureHead } from "./pictureHead";

const uncompressed = 0;
const bitFields = 3;

/** Reads a BMP's header, of OS/2 1.x (12 bytes) or Windows (40 bytes and more); rows may run upward or downward. */
export function readBmpHead(bytes: Uint8Array, name: string): PictureHead {
  if (bytes.length < 30) throw damagedError(name, "a BMP of at least 30 bytes", `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOld = view.getUint32(14, true) === 12;
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = Math.abs(isOld ? view.getUint16(20, true) : view.getInt32(22, true));
  const bitsPerPixel = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld || bytes.length < 34 ? uncompressed : view.getUint32(30, true);
  if (compression === uncompressed || compression === bitFields) {
    const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
    const expectedBytes = view.getUint32(10, true) + rowBytes * height;
    if (bytes.length < expectedBytes) {
      throw damagedError(name, `a BMP of ${expectedBytes.toLocaleString("en")} bytes`, `${bytes.length}`);
    }
  }
  return { width, height, frames: 1, hasAlpha: false, convertedFrom: null };
}
