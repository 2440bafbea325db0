import { damagedError } from "../../core/image/pictureErrors";
import type { PictureHead } from "./pictureHead";

const startOfScan = 0xda;
const endOfImage = 0xd9;

/**
 * Reads a JPEG's markers up to its first scan, and looks for the end marker behind it.
 *
 * @see ITU-T T.81, annex B
 */
export function readJpegHead(bytes: Uint8Array, name: string): PictureHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: JpegFrame | null = null;
  let offset = 2;
  for (let marker = 0; marker !== startOfScan;) {
    while (bytes[offset] === 0xff && bytes[offset + 1] === 0xff) offset++; // markers may be padded
    if (offset + 4 > bytes.length) throw truncated(name, bytes.length);
    if (bytes[offset] !== 0xff)
      throw damagedError(name, `a JPEG marker at byte ${offset}`, `the value ${bytes[offset]!}`);
    marker = bytes[offset + 1]!;
    if (isStartOfFrame(marker) && offset + 10 <= bytes.length) frame = readFrame(view, offset);
    offset += 2 + view.getUint16(offset + 2);
  }
  if (frame === null) throw damagedError(name, "a JPEG frame before its first scan", "none");
  if (!hasEndAfter(bytes, offset)) throw truncated(name, bytes.length);
  const { width, height, components } = frame;
  return { width, height, frames: 1, hasAlpha: false, convertedFrom: components === 4 ? "CMYK" : null };
}

interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 3 color, 4 CMYK. */
  readonly components: number;
}

function readFrame(view: DataView, offset: number): JpegFrame {
  return {
    height: view.getUint16(offset + 5),
    width: view.getUint16(offset + 7),
    components: view.getUint8(offset + 9),
  };
}

/** SOF0 to SOF15, without the three codes between them that mean something else (DHT, JPG, DAC). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function hasEndAfter(bytes: Uint8Array, start: number): boolean {
  for (let i = bytes.length - 2; i >= start; i--) if (bytes[i] === 0xff && bytes[i + 1] === endOfImage) return true;
  return false;
}

function truncated(name: string, found: number): Error {
  return damagedError(name, "a JPEG that ends in an end marker (FF D9)", `${found} bytes without it`);
}
