import type { Pixels } from "../../core/image/pixels";
import { decodeInBrowser } from "./decodeInBrowser";
import { frameNotes, transparencyNote, type DecodedPicture } from "./decodedPicture";
import { decodePng } from "./decodePng";
import { pictureFormatError, quoteName } from "../../core/image/pictureErrors";
import { describeBytes, readableFormats, sniffedBytes, sniffPicture } from "../../core/image/sniffPicture";
import { StudioError } from "../../core/errors";

/** Largest file that is read into memory. */
const mostFileBytes = 512 * 2 ** 20;

/**
 * Decodes one page of a picture file of any readable format, by its bytes and not by its name.
 *
 * SVG is drawn by the page, since a worker has no document to lay it out; it arrives here as PNG.
 *
 * @param page counted from 0; clipped to the pages there are
 * @throws StudioError `PictureFormatError` or `PictureTooLargeError`, saying what was expected and found
 */
export async function decodePicture(picture: Blob, name: string, page: number): Promise<DecodedPicture> {
  checkFileSize(picture.size, name);
  return decodeBytes(new Uint8Array(await picture.arrayBuffer()), name, page);
}

/** As `decodePicture`, of a file that has been read. @throws StudioError the same */
export async function decodeBytes(bytes: Uint8Array<ArrayBuffer>, name: string, page: number): Promise<DecodedPicture> {
  const format = sniffPicture(bytes.subarray(0, sniffedBytes));
  switch (format) {
    case "PNG":
      return asDecoded(await decodePng(bytes, name));
    case "JPEG":
    case "WebP":
    case "GIF":
    case "BMP":
      return decodeInBrowser(format, bytes, name);
    case "TIFF":
      return (await import("./decodeTiff")).decodeTiff(bytes, name, page);
    case "PDF":
      return (await import("./decodePdf")).decodePdf(bytes, name, page);
    case "SVG":
      throw new Error(`${name}: the page must draw an SVG before a worker reads it`);
    case null:
      throw pictureFormatError(
        name,
        readableFormats,
        describeBytes(bytes.subarray(0, sniffedBytes)),
        `Open it in a program that knows it and save it as ${bytes.length === 0 ? "a picture again" : "PNG"}.`,
      );
  }
}

function asDecoded({ pixels, frames }: { pixels: Pixels; frames: number }): DecodedPicture {
  const notes = [...frameNotes(frames), ...(hasTransparency(pixels) ? [transparencyNote] : [])];
  return { format: "PNG", pixels, pages: 1, page: 0, notes };
}

function hasTransparency({ channels, data }: Pixels): boolean {
  if (channels !== 4) return false;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return true;
  return false;
}

/** @throws StudioError `PictureTooLargeError` for a file that is not to be read into memory */
export function checkFileSize(bytes: number, name: string): void {
  if (bytes <= mostFileBytes) return;
  const found = `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  throw new StudioError(
    "PictureTooLargeError",
    `${quoteName(name)}: expected a file of at most ${mostFileBytes / 2 ** 20} MiB, found ${found}.`,
    "Save the page or the part that you look for as a smaller picture.",
  );
}
