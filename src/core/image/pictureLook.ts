import type { PictureFacts } from "../dataset/pictureFacts";
import { toGray } from "./grayscale";
import type { Pixels } from "./pixels";

/** What the health checks want to know of decoded pixels. */
export type PictureLook = Pick<PictureFacts, "width" | "height" | "color" | "ink" | "isBlank">;

/** Channels further apart than this are a color; scanners and JPEG leave smaller differences in gray pictures. */
const smallestColor = 8;
/** Standard deviation of gray, of 255, below which a picture shows nothing. */
const largestBlankDeviation = 2;
const halfGray = 128;

/**
 * Size, colors, ink and blankness of a picture, transparency on white.
 *
 * A picture is `bilevel` where every gray level is 0 or 255, `color` where a pixel's channels differ by more than 8.
 */
export function lookAt(pixels: Pixels): PictureLook {
  const { width, height } = pixels;
  const counts = countLevels(toGray(pixels).data);
  const total = width * height;
  let [dark, sum, squares] = [0, 0, 0];
  for (let level = 0; level < 256; level++) {
    const count = counts[level]!;
    if (level < halfGray) dark += count;
    sum += count * level;
    squares += count * level * level;
  }
  const variance = Math.max(0, squares / total - (sum / total) ** 2);
  const isBlank = variance < largestBlankDeviation ** 2;
  const color = hasColor(pixels) ? "color" : counts[0]! + counts[255]! === total ? "bilevel" : "gray";
  return { width, height, color, ink: dark / total, isBlank };
}

/** How often each of 256 gray levels occurs. Most of a drawing is paper, which is counted four pixels at a time. */
function countLevels(gray: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  const head = Math.min(gray.length, -gray.byteOffset & 3);
  const words = new Uint32Array(gray.buffer, gray.byteOffset + head, (gray.length - head) >> 2);
  const tail = head + words.length * 4;
  for (let i = 0; i < head; i++) counts[gray[i]!]!++;
  let white = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === 0xffffffff) {
      white += 4;
      continue;
    }
    counts[word & 0xff]!++;
    counts[(word >>> 8) & 0xff]!++;
    counts[(word >>> 16) & 0xff]!++;
    counts[word >>> 24]!++;
  }
  for (let i = tail; i < gray.length; i++) counts[gray[i]!]!++;
  counts[255]! += white;
  return counts;
}

function hasColor({ channels, data }: Pixels): boolean {
  if (channels === 1) return false;
  for (let i = 0; i < data.length; i += channels) {
    const red = data[i]!;
    const green = data[i + 1]!;
    const blue = data[i + 2]!;
    if (red === green && green === blue) continue;
    const difference = Math.max(red, green, blue) - Math.min(red, green, blue);
    const alpha = channels === 4 ? data[i + 3]! : 255;
    if (difference * alpha > smallestColor * 255) return true; // on white, what is half clear is half as colorful
  }
  return false;
}
