import { StudioError } from "../errors";

/** Longest side and most pixels that are decoded: an A0 sheet at 300 dpi fits, a decompression bomb does not. */
export const longestSide = 16_384;
export const mostPixels = 120_000_000;

const isolated = { start: "\u2068", end: "\u2069" };
const longestName = 80;

/**
 * A file's name inside a sentence: shortened, without control characters, and isolated so that a right-to-left name
 * does not turn the words around it.
 */
export function quoteName(name: string): string {
  // Bidirectional overrides belong to Cf, line breaks to Cc; emoji joiners (U+200D) are Cf too and stay.
  const plain = name.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "");
  const characters = [...new Intl.Segmenter().segment(plain)].map((part) => part.segment);
  const half = longestName / 2;
  const short =
    characters.length <= longestName
      ? plain
      : `${characters.slice(0, half).join("")}…${characters.slice(-half + 1).join("")}`;
  return `“${isolated.start}${short || "unnamed file"}${isolated.end}”`;
}

/**
 * A file that cannot be read as a picture.
 *
 * @param name the file's name as the user knows it
 * @param expected what a sound file would hold
 * @param found what this one holds, with values
 */
export function pictureFormatError(name: string, expected: string, found: string, hint: string): StudioError {
  return new StudioError("PictureFormatError", `${quoteName(name)}: expected ${expected}, found ${found}.`, hint);
}

/** A file that ends early or is damaged inside. */
export function damagedError(name: string, expected: string, found: string): StudioError {
  return pictureFormatError(name, expected, found, "The file is damaged or incomplete: copy or download it again.");
}

/**
 * Refuses a picture by its stated size, before anything is decoded.
 *
 * @throws StudioError `PictureTooLargeError`, or `PictureFormatError` where a side is 0
 */
export function checkSize(name: string, width: number, height: number): void {
  if (width < 1 || height < 1) {
    throw damagedError(name, "a picture of at least 1 × 1 pixels", `a size of ${width} × ${height}`);
  }
  if (Math.max(width, height) <= longestSide && width * height <= mostPixels) return;
  const limit = `${longestSide.toLocaleString("en")} pixels a side and ${mostPixels / 1_000_000} million in all`;
  const size = `${width.toLocaleString("en")} × ${height.toLocaleString("en")}`;
  throw new StudioError(
    "PictureTooLargeError",
    `${quoteName(name)}: expected at most ${limit}, found ${size} pixels.`,
    "Make the picture smaller, or cut out the part that you look for, and try again.",
  );
}
