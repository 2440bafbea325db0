import { checkSize, damagedError } from "../../core/image/pictureErrors";

/** What a PNG file says of itself, with its compressed pixels still in pieces. */
export interface PngFile {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  /** 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha. */
  readonly colorType: 0 | 2 | 3 | 4 | 6;
  readonly isInterlaced: boolean;
  /** RGB triples; empty where there is none. */
  readonly palette: Uint8Array;
  /** The tRNS chunk's bytes: alpha of palette entries, or the one transparent color. Empty where there is none. */
  readonly transparency: Uint8Array;
  /** Frames of an animated PNG; 1 for a still one. */
  readonly frames: number;
  /** Views of the file's bytes, in order: one zlib stream. */
  readonly compressed: readonly Uint8Array<ArrayBuffer>[];
}

const allowedDepths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Reads a PNG file's chunks up to its end mark. Nothing is decompressed, and chunks of metadata are passed over.
 *
 * Checksums are not verified: the pixels carry one of their own (Adler-32), and damage elsewhere harms nothing.
 *
 * @throws StudioError `PictureFormatError`, `PictureTooLargeError`
 * @see PNG specification, third edition, sections 5 and 11
 */
export function readPngFile(bytes: Uint8Array<ArrayBuffer>, name: string): PngFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view, name);
  const compressed: Uint8Array<ArrayBuffer>[] = [];
  let palette = new Uint8Array();
  let transparency = new Uint8Array();
  let frames = 1;
  for (let offset = 33; ;) {
    if (offset + 12 > bytes.length) throw truncated(name, offset + 12, bytes.length);
    const length = view.getUint32(offset);
    const kind = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const end = offset + 12 + length;
    if (end > bytes.length) throw truncated(name, end, bytes.length);
    const chunk = bytes.subarray(offset + 8, offset + 8 + length);
    if (kind === "IDAT") compressed.push(chunk);
    else if (kind === "PLTE") palette = chunk;
    else if (kind === "tRNS") transparency = chunk;
    else if (kind === "acTL" && length >= 4) frames = view.getUint32(offset + 8);
    else if (kind === "IEND") break;
    offset = end;
  }
  if (compressed.length === 0) throw damagedError(name, "a PNG with pixels (IDAT)", "none");
  if (header.colorType === 3 && (palette.length === 0 || palette.length % 3 !== 0)) {
    throw damagedError(name, "a palette of RGB triples (PLTE)", `${palette.length} bytes`);
  }
  return { ...header, palette, transparency, frames, compressed };
}

function readHeader(
  bytes: Uint8Array,
  view: DataView,
  name: string,
): Pick<PngFile, "width" | "height" | "bitDepth" | "colorType" | "isInterlaced"> {
  if (bytes.length < 33) throw truncated(name, 33, bytes.length);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  checkSize(name, width, height);
  const bitDepth = bytes[24]!;
  const colorType = bytes[25]!;
  if (!(allowedDepths[colorType]?.includes(bitDepth) ?? false)) {
    throw damagedError(name, "a PNG color type that exists", `color type ${colorType} with ${bitDepth} bits`);
  }
  return {
    width,
    height,
    bitDepth: bitDepth as PngFile["bitDepth"],
    colorType: colorType as PngFile["colorType"],
    isInterlaced: bytes[28] === 1,
  };
}

function truncated(name: string, expected: number, found: number): Error {
  return damagedError(name, `a PNG of at least ${expected} bytes that ends in IEND`, `${found} bytes`);
}
