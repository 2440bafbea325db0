import { damagedError } from "../../core/image/pictureErrors";
import type { PictureHead } from "./pictureHead";

/**
 * Reads a WebP's RIFF chunks: lossy (VP8), lossless (VP8L) and extended (VP8X, with frames and alpha).
 *
 * @see WebP container specification; RFC 6386, section 9.1; WebP lossless bitstream specification, section 3
 */
export function readWebpHead(bytes: Uint8Array, name: string): PictureHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expectedBytes = bytes.length < 8 ? 8 : view.getUint32(4, true) + 8;
  if (bytes.length < Math.max(30, expectedBytes)) {
    throw damagedError(name, `a WebP of ${Math.max(30, expectedBytes)} bytes`, `${bytes.length}`);
  }
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  const still = { frames: 1, hasAlpha: false, convertedFrom: null };
  if (kind === "VP8 ") {
    return { ...still, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    const hasAlpha = ((bits >>> 28) & 1) === 1;
    return { ...still, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha };
  }
  if (kind === "VP8X") {
    const flags = bytes[20]!;
    return {
      width: uint24(view, 24) + 1,
      height: uint24(view, 27) + 1,
      frames: (flags & 0x02) === 0 ? 1 : countFrames(bytes, view, expectedBytes),
      hasAlpha: (flags & 0x10) !== 0,
      convertedFrom: null,
    };
  }
  throw damagedError(name, "a WebP chunk VP8, VP8L or VP8X", JSON.stringify(kind));
}

function countFrames(bytes: Uint8Array, view: DataView, end: number): number {
  let frames = 0;
  for (let offset = 12; offset + 8 <= end;) {
    if (String.fromCharCode(...bytes.subarray(offset, offset + 4)) === "ANMF") frames++;
    const length = view.getUint32(offset + 4, true);
    offset += 8 + length + (length & 1);
  }
  return frames;
}

function uint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
}
