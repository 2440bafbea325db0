import { damagedError } from "../../core/image/pictureErrors";
import type { PictureHead } from "./pictureHead";

const imageBlock = 0x2c;
const extensionBlock = 0x21;
const trailer = 0x3b;
const graphicControl = 0xf9;

/**
 * Walks a GIF's blocks to its trailer, counting frames. Some writers leave the trailer out, so the end of the file is
 * good enough between two blocks.
 *
 * @see GIF89a specification, section 17 and following
 */
export function readGifHead(bytes: Uint8Array, name: string): PictureHead {
  if (bytes.length < 13) throw truncated(name, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 13 + colorTableBytes(bytes[10]!);
  let frames = 0;
  let hasAlpha = false;
  for (let block = bytes[offset]; block !== trailer && block !== undefined; block = bytes[offset]) {
    if (block === extensionBlock) {
      if (bytes[offset + 1] === graphicControl) {
        // Later frames use transparency to change parts only; the first one is what is drawn.
        hasAlpha ||= frames === 0 && (bytes[offset + 3]! & 1) === 1;
      }
      offset = afterSubBlocks(bytes, offset + 2, name);
    } else if (block === imageBlock && offset + 10 < bytes.length) {
      frames++;
      offset = afterSubBlocks(bytes, offset + 11 + colorTableBytes(bytes[offset + 9]!), name);
    } else {
      throw damagedError(name, `a GIF block at byte ${offset}`, `the value ${block}`);
    }
  }
  if (frames === 0) throw damagedError(name, "a GIF with at least one frame", "none");
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), frames, hasAlpha, convertedFrom: null };
}

function colorTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function afterSubBlocks(bytes: Uint8Array, start: number, name: string): number {
  let offset = start;
  while (bytes[offset] !== 0) {
    if (offset >= bytes.length) throw truncated(name, bytes.length);
    offset += 1 + bytes[offset]!;
  }
  return offset + 1;
}

function truncated(name: string, found: number): Error {
  return damagedError(name, "a whole GIF", `${found} bytes that end inside a block`);
}
