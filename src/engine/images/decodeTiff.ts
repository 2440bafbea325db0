import UTIF, { type IFD } from "utif2";

import { mirror, rotate } from "../../core/image/edit";
import type { Pixels } from "../../core/image/pixels";
import type { DecodedPicture } from "./decodedPicture";
import { checkTiffDirectories } from "./tiffDirectories";
import { checkSize, damagedError } from "../../core/image/pictureErrors";

/** Tag numbers of TIFF 6.0 that are read here. */
const tag = {
  subfileType: "t254",
  width: "t256",
  height: "t257",
  bitsPerSample: "t258",
  photometric: "t262",
  stripOffsets: "t273",
  orientation: "t274",
  samplesPerPixel: "t277",
  stripBytes: "t279",
  tileOffsets: "t324",
  tileBytes: "t325",
} as const;

/** Value of the photometric tag for four inks. */
const cmyk = 5;

/**
 * Decodes one page of a TIFF: bilevel (CCITT G3 and G4, as patent offices publish), gray, palette, RGB or CMYK.
 *
 * @param page counted from 0; clipped to the pages there are
 * @throws StudioError `PictureFormatError`, `PictureTooLargeError`
 */
export function decodeTiff(bytes: Uint8Array<ArrayBuffer>, name: string, page: number): DecodedPicture {
  const pages = readPages(bytes, name);
  const shown = Math.min(Math.max(0, page), pages.length - 1);
  const directory = pages[shown]!;
  checkSize(name, number(directory, tag.width, 0), number(directory, tag.height, 0));
  checkComplete(directory, bytes.length, name);
  let pixels: Pixels;
  try {
    UTIF.decodeImage(bytes.buffer, directory);
    pixels = readPixels(directory);
  } catch (error) {
    throw damagedError(name, "a TIFF page that can be decoded", error instanceof Error ? error.message : String(error));
  }
  const upright = turnUpright(pixels, number(directory, tag.orientation, 1));
  const notes = isCmyk(directory) ? ["CMYK colors converted to RGB"] : [];
  return { format: "TIFF", pixels: upright, pages: pages.length, page: shown, notes };
}

/** The file's directories that are pages: those with a size, less reduced copies and masks of others. */
function readPages(bytes: Uint8Array<ArrayBuffer>, name: string): IFD[] {
  checkTiffDirectories(bytes, name);
  let directories: IFD[];
  try {
    directories = UTIF.decode(bytes.buffer);
  } catch {
    throw damagedError(name, "a TIFF whose directories lie inside the file", `${bytes.length} bytes`);
  }
  const pages = directories.filter(
    (directory) =>
      tag.width in directory && tag.height in directory && (number(directory, tag.subfileType, 0) & 5) === 0,
  );
  if (pages.length === 0) throw damagedError(name, "a TIFF with at least one page", `none in ${bytes.length} bytes`);
  return pages;
}

function checkComplete(directory: IFD, fileBytes: number, name: string): void {
  const [offsets, sizes] =
    tag.tileOffsets in directory
      ? [numbers(directory, tag.tileOffsets), numbers(directory, tag.tileBytes)]
      : [numbers(directory, tag.stripOffsets), numbers(directory, tag.stripBytes)];
  if (offsets.length === 0) throw damagedError(name, "a TIFF page with pixels", "none");
  const end = offsets.reduce((last, offset, i) => Math.max(last, offset + (sizes[i] ?? 1)), 0);
  if (end > fileBytes) throw damagedError(name, `a TIFF of at least ${end} bytes`, `${fileBytes}`);
}

function readPixels(directory: IFD): Pixels {
  if (isBilevel(directory)) return bilevelPixels(directory);
  return isCmyk(directory) ? cmykPixels(directory) : colorPixels(directory);
}

function isBilevel(directory: IFD): boolean {
  const isOneBit = number(directory, tag.bitsPerSample, 1) === 1 && number(directory, tag.samplesPerPixel, 1) === 1;
  return isOneBit && number(directory, tag.photometric, 0) <= 1;
}

function isCmyk(directory: IFD): boolean {
  const { width, height, data } = directory;
  return number(directory, tag.photometric, 0) === cmyk && data.length >= width * height * 4;
}

/** Four bytes a pixel to RGB: c becomes (255 - k) (255 - c) / 255, as Pillow has it. */
function cmykPixels(directory: IFD): Pixels {
  const { width, height, data: source } = directory;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, at = 0; at < data.length; i += 4, at += 3) {
    const light = 255 - source[i + 3]!;
    for (let c = 0; c < 3; c++) data[at + c] = Math.round((light * (255 - source[i + c]!)) / 255);
  }
  return { width, height, channels: 3, data };
}

/** Packed bits to one gray channel. Photometric 0 means that 0 is white. */
function bilevelPixels(directory: IFD): Pixels {
  const { width, height, data: packed } = directory;
  const zero = number(directory, tag.photometric, 0) === 0 ? 255 : 0;
  const rowBytes = Math.ceil(width / 8);
  const data = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const bit = (packed[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
      data[at] = bit === 0 ? zero : 255 - zero;
    }
  }
  return { width, height, channels: 1, data };
}

function colorPixels(directory: IFD): Pixels {
  const data = UTIF.toRGBA8(directory);
  return { width: directory.width, height: directory.height, channels: 4, data };
}

/** EXIF orientations 2 to 8 as a turn, then a mirror; 1 and anything unknown stay. */
function turnUpright(pixels: Pixels, orientation: number): Pixels {
  const turns = ([0, 0, 0, 2, 2, 1, 1, 3, 3] as const)[orientation] ?? 0;
  const turned = rotate(pixels, turns);
  return [2, 4, 5, 7].includes(orientation) ? mirror(turned) : turned;
}

function numbers(directory: IFD, name: string): number[] {
  const value = directory[name];
  return Array.isArray(value) ? value.map(Number) : [];
}

function number(directory: IFD, name: string, otherwise: number): number {
  return numbers(directory, name)[0] ?? otherwise;
}
