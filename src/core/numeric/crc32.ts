const SLICES = 8;

/** Eight tables of 256: table k is the remainder of a byte followed by k zero bytes. */
const tables = makeTables();

function makeTables(): Uint32Array {
  const made = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
    made[byte] = remainder;
  }
  for (let i = 256; i < made.length; i++) made[i] = (made[i - 256]! >>> 8) ^ made[made[i - 256]! & 0xff]!;
  return made;
}

/**
 * The CRC-32 of bytes, as zip, PNG and gzip have it; eight bytes a step.
 *
 * @param before the checksum of what stands before, to continue it
 * @returns an unsigned 32-bit number
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  const t = tables;
  let remainder = ~before;
  let i = 0;
  for (const end = bytes.length - (SLICES - 1); i < end; i += SLICES) {
    remainder ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    remainder =
      t[1792 + (remainder & 0xff)]! ^
      t[1536 + ((remainder >>> 8) & 0xff)]! ^
      t[1280 + ((remainder >>> 16) & 0xff)]! ^
      t[1024 + (remainder >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) remainder = (remainder >>> 8) ^ t[(remainder ^ bytes[i]!) & 0xff]!;
  return ~remainder >>> 0;
}
