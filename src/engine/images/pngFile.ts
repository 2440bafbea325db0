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
  const header = readHeader(bytes, name);
  const compressed: Uint8Array<ArrayBuffer>[] = [];
  let palette = new Uint8Array();
  let transparency = new Uint8Array();
  let frames = 1;
  for (const { kind, content } of chunksAfterHeader(bytes, name)) {
    if (kind === "IDAT") compressed.push(content);
    else if (kind === "PLTE") palette = content;
    else if (kind === "tRNS") transparency = content;
    else if (kind === "acTL" && content.length >= 4) frames = viewOf(content).getUint32(0);
  }
  if (compressed.length === 0) throw damagedError(name, "a PNG with pixels (IDAT)", "none");
  if (header.colorType === 3 && (palette.length === 0 || palette.length % 3 !== 0)) {
    throw damagedError(name, "a palette of RGB triples (PLTE)", `${palette.length} bytes`);
  }
  return { ...header, palette, transparency, frames, compressed };
}

/** Signature and IHDR are always the first 33 bytes. */
const headerBytes = 33;

/** The chunks behind the header, up to IEND. */
function* chunksAfterHeader(bytes: Uint8Array<ArrayBuffer>, name: string) {
  const view = viewOf(bytes);
  for (let offset = headerBytes; ;) {
    const isHeadWhole = offset + 12 <= bytes.length;
    const end = offset + 12 + (isHeadWhole ? view.getUint32(offset) : 0);
    if (end > bytes.length) throw truncated(name, end, bytes.length);
    const kind = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (kind === "IEND") return;
    yield { kind, content: bytes.subarray(offset + 8, end - 4) };
    offset = end;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readHeader(
  bytes: Uint8Array,
  name: string,
): Pick<PngFile, "width" | "height" | "bitDepth" | "colorType" | "isInterlaced"> {
  if (bytes.length < headerBytes) throw truncated(name, headerBytes, bytes.length);
  const view = viewOf(bytes);
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
