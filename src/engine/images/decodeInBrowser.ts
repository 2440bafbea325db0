import type { Pixels } from "../../core/image/pixels";
import { readBmpHead } from "./bmpHead";
import { frameNotes, transparencyNote, type DecodedPicture } from "./decodedPicture";
import { readGifHead } from "./gifHead";
import { readJpegHead } from "./jpegHead";
import { checkSize, damagedError } from "../../core/image/pictureErrors";
import type { PictureHead } from "./pictureHead";
import { readWebpHead } from "./webpHead";

/** Formats that the browser decodes for us once their headers are found sound. */
export type BrowserFormat = "JPEG" | "WebP" | "GIF" | "BMP";

/**
 * Readers of size, frames and completeness. Browsers draw a truncated file as far as it goes, with gray below; a search
 * would then rank by that gray, so each reader looks for the end.
 */
const headReaders: Readonly<Record<BrowserFormat, (bytes: Uint8Array, name: string) => PictureHead>> = {
  JPEG: readJpegHead,
  WebP: readWebpHead,
  GIF: readGifHead,
  BMP: readBmpHead,
};

/** Rows that are read back at once, so that a large picture is not held twice with four channels. */
const stripRows = 512;

/**
 * Decodes the first frame with the browser's own decoder, upright and on white.
 *
 * @throws StudioError `PictureFormatError`, `PictureTooLargeError`
 */
export async function decodeInBrowser(
  format: BrowserFormat,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<DecodedPicture> {
  const head = headReaders[format](bytes, name);
  checkSize(name, head.width, head.height);
  const bitmap = await createImageBitmap(new Blob([bytes]), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
    imageOrientation: "from-image",
  }).catch(() => {
    throw damagedError(name, `a ${format} that the browser can decode`, "damaged data inside");
  });
  const notes = [
    ...frameNotes(head.frames),
    ...(head.hasAlpha ? [transparencyNote] : []),
    ...(head.convertedFrom === null ? [] : [`${head.convertedFrom} colors converted to RGB`]),
  ];
  return { format, pixels: readBitmap(bitmap), pages: 1, page: 0, notes };
}

/** An opaque copy of a bitmap's pixels on white. Closes the bitmap. */
export function readBitmap(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = context2d(canvas);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return readCanvas(canvas);
}

/** The pixels of an opaque canvas, three channels. */
export function readCanvas(canvas: OffscreenCanvas): Pixels {
  const { width, height } = canvas;
  const context = context2d(canvas);
  const data = new Uint8Array(width * height * 3);
  for (let top = 0, at = 0; top < height; top += stripRows) {
    const strip = context.getImageData(0, top, width, Math.min(stripRows, height - top)).data;
    for (let i = 0; i < strip.length; i += 4, at += 3) {
      data[at] = strip[i]!;
      data[at + 1] = strip[i + 1]!;
      data[at + 2] = strip[i + 2]!;
    }
  }
  return { width, height, channels: 3, data };
}

/** A canvas' context for drawing once and reading back: kept in main memory. */
export function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error(`no 2-D context for a canvas of ${canvas.width} × ${canvas.height}`);
  return context;
}
