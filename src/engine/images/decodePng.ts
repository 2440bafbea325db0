import type { Pixels } from "../../core/image/pixels";
import { damagedError } from "../../core/image/pictureErrors";
import { readPngFile, type PngFile } from "./pngFile";
import { bitsPerPixel, pngPasses, unfilterRows, type PngPass } from "./pngRows";

/** A decoded PNG, the first frame where it moves. */
export interface DecodedPng {
  readonly pixels: Pixels;
  readonly frames: number;
}

/**
 * Decodes a PNG of any kind to 8 bits a channel.
 *
 * Our own decoder, because a browser's always makes four channels and converts through a canvas: a one-bit sheet opens
 * several times faster here, and exactly as Pillow opens it. 16-bit gray is rounded (v / 257), 16-bit color keeps its
 * high byte, both as Pillow does; gamma and color profiles are ignored as there. Gray pictures come back with one channel.
 *
 * @throws StudioError `PictureFormatError` for a damaged file, `PictureTooLargeError` by its header
 */
export async function decodePng(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<DecodedPng> {
  const file = readPngFile(bytes, name);
  const passes = pngPasses(file);
  const expectedBytes = passes.reduce((sum, pass) => sum + pass.height * (pass.rowBytes + 1), 0);
  const stored = await inflate(file, expectedBytes, name);
  const channels = channelsOf(file);
  const data = new Uint8Array(file.width * file.height * channels);
  const toPixels = pixelWriter(file, channels, data);
  let offset = 0;
  for (const pass of passes) {
    const passBytes = pass.height * (pass.rowBytes + 1);
    const rows = stored.subarray(offset, offset + passBytes);
    unfilterRows(rows, pass, Math.max(1, bitsPerPixel(file) >> 3), name);
    toPixels(rows, pass);
    offset += passBytes;
  }
  return { pixels: { width: file.width, height: file.height, channels, data }, frames: file.frames };
}

/** Inflates exactly as many bytes as the header promises: a bomb that holds more is left unread. */
async function inflate(file: PngFile, expectedBytes: number, name: string): Promise<Uint8Array> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of file.compressed) controller.enqueue(piece);
      controller.close();
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("deflate")).getReader();
  const stored = new Uint8Array(expectedBytes);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const piece = value as Uint8Array;
      stored.set(piece.subarray(0, expectedBytes - filled), filled);
      filled = Math.min(expectedBytes, filled + piece.length);
      if (filled === expectedBytes && piece.length > 0) {
        // The checksum stands at the stream's end: read on for it, but never past a surplus.
        const rest = await reader.read();
        if (!rest.done) await reader.cancel();
        break;
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damagedError(name, `${expectedBytes} bytes of pixels`, `${filled}, then damaged data (${reason})`);
  }
  if (filled < expectedBytes) throw damagedError(name, `${expectedBytes} bytes of pixels`, `${filled}`);
  return stored;
}

function channelsOf(file: PngFile): Pixels["channels"] {
  if (file.colorType === 4 || file.colorType === 6 || file.transparency.length > 0) return 4;
  if (file.colorType === 0) return 1;
  return file.colorType === 3 && isGray(file.palette) ? 1 : 3;
}

function isGray(palette: Uint8Array): boolean {
  for (let i = 0; i < palette.length; i += 3) {
    if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return false;
  }
  return true;
}

type PassWriter = (rows: Uint8Array, pass: PngPass) => void;

function pixelWriter(file: PngFile, channels: Pixels["channels"], data: Uint8Array): PassWriter {
  const usesTable = file.bitDepth <= 8 && (file.colorType === 0 || file.colorType === 3);
  return usesTable ? tableWriter(file, channels, data) : sampleWriter(file, channels, data);
}

/** Gray and palette of up to 8 bits: every stored value has one color, looked up. */
function tableWriter(file: PngFile, channels: Pixels["channels"], data: Uint8Array): PassWriter {
  const colors = colorTable(file);
  if (channels === 1 && !file.isInterlaced) return grayTableWriter(file, colors, data);
  const { bitDepth, width } = file;
  return (rows, pass) => {
    for (let y = 0; y < pass.height; y++) {
      const start = y * (pass.rowBytes + 1) + 1;
      const target = (pass.startY + y * pass.stepY) * width + pass.startX;
      for (let x = 0; x < pass.width; x++) {
        const value = valueInByte(rows[start + ((x * bitDepth) >> 3)]!, x, bitDepth);
        const at = (target + x * pass.stepX) * channels;
        for (let c = 0; c < channels; c++) data[at + c] = colors[value * 4 + c]!;
      }
    }
  };
}

/** One-bit sheets come this way: all pixels of a byte are looked up at once. */
function grayTableWriter(file: PngFile, colors: Uint8Array, data: Uint8Array): PassWriter {
  const { bitDepth, width } = file;
  const perByte = 8 / bitDepth;
  const grays = new Uint8Array(256 * perByte);
  for (let i = 0; i < grays.length; i++) {
    grays[i] = colors[valueInByte(Math.floor(i / perByte), i % perByte, bitDepth) * 4]!;
  }
  return (rows, pass) => {
    for (let y = 0; y < pass.height; y++) {
      let from = y * (pass.rowBytes + 1) + 1;
      const end = (y + 1) * width;
      for (let at = y * width; at < end; from++) {
        const first = rows[from]! * perByte;
        const stop = Math.min(at + perByte, end);
        for (let i = first; at < stop; i++, at++) data[at] = grays[i]!;
      }
    }
  };
}

/** The value of pixel `x` in the byte that holds it; the first pixel has the highest bits. */
function valueInByte(byte: number, x: number, bitDepth: number): number {
  return (byte >> (8 - bitDepth - ((x * bitDepth) & 7))) & ((1 << bitDepth) - 1);
}

/** RGBA of every stored value, for gray or palette of up to 8 bits. A value beyond the palette is black, as libpng has it. */
function colorTable(file: PngFile): Uint8Array {
  const count = 1 << file.bitDepth;
  const table = new Uint8Array(count * 4);
  const transparentGray = file.colorType === 0 && file.transparency.length >= 2 ? file.transparency[1]! : -1;
  for (let value = 0; value < count; value++) {
    const gray = Math.round((value * 255) / (count - 1));
    for (let c = 0; c < 3; c++) table[value * 4 + c] = file.colorType === 0 ? gray : (file.palette[value * 3 + c] ?? 0);
    table[value * 4 + 3] =
      file.colorType === 0 ? (value === transparentGray ? 0 : 255) : (file.transparency[value] ?? 255);
  }
  return table;
}

/** Whole samples of 8 or 16 bits. */
function sampleWriter(file: PngFile, channels: Pixels["channels"], data: Uint8Array): PassWriter {
  const bytes = file.bitDepth >> 3;
  const pixelBytes = bitsPerPixel(file) >> 3;
  const isGrayStored = file.colorType === 0 || file.colorType === 4;
  const hasAlpha = file.colorType === 4 || file.colorType === 6;
  const sample = sampleReader(file);
  const isKey = keyTest(file, pixelBytes);
  return (rows, pass) => {
    for (let y = 0; y < pass.height; y++) {
      let from = y * (pass.rowBytes + 1) + 1;
      let at = ((pass.startY + y * pass.stepY) * file.width + pass.startX) * channels;
      for (let x = 0; x < pass.width; x++, from += pixelBytes, at += pass.stepX * channels) {
        data[at] = sample(rows, from);
        if (channels === 1) continue;
        data[at + 1] = isGrayStored ? data[at]! : sample(rows, from + bytes);
        data[at + 2] = isGrayStored ? data[at]! : sample(rows, from + 2 * bytes);
        if (channels === 3) continue;
        data[at + 3] = hasAlpha ? sample(rows, from + pixelBytes - bytes) : isKey(rows, from) ? 0 : 255;
      }
    }
  };
}

function sampleReader(file: PngFile): (rows: Uint8Array, at: number) => number {
  if (file.bitDepth !== 16 || file.colorType !== 0) return (rows, at) => rows[at]!;
  return (rows, at) => Math.round((rows[at]! * 256 + rows[at + 1]!) / 257);
}

/** Whether a stored pixel is the one color that the file declares transparent. That color is given in 16 bits a channel. */
function keyTest(file: PngFile, pixelBytes: number): (rows: Uint8Array, at: number) => boolean {
  const key = file.bitDepth === 16 ? file.transparency : file.transparency.filter((_, i) => i % 2 === 1);
  if (key.length < pixelBytes) return () => false;
  return (rows, at) => {
    for (let i = 0; i < pixelBytes; i++) if (rows[at + i] !== key[i]) return false;
    return true;
  };
}
