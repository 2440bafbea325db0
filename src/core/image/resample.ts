// Pillow's resize, number for number: two passes, horizontal first, rounded to 8 bits in between, weights in fixed point.
// Thin lines of drawings fare badly under any resize that does not average what it drops, so nothing else is used.
import { crop } from "./edit";
import type { ResamplingFilter } from "./inputRules";
import type { PixelBox, Pixels } from "./pixels";
import { premultiply, unpremultiply } from "./premultiplied";
import { type ResampledAxis, type ResampleWeights, resampleWeights, weightBits } from "./resampleWeights";
import { type FilterKernel, filterKernels } from "./resamplingFilter";

const half = 1 << (weightBits - 1);

/** A size in pixels, both sides at least 1. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Resizes a picture as `PIL.Image.resize` does, to the same gray levels.
 *
 * All filters but `nearest` antialias when shrinking. Colors under a transparent pixel do not bleed: four channels are
 * weighted by their alpha. A side that keeps its length is not filtered.
 *
 * @param pixels at least one pixel
 * @returns a new picture of the same channels, or `pixels` itself where neither side changes
 * @see Pillow 9.4, Resample.c and Geometry.c
 */
export function resize(pixels: Pixels, size: Size, filter: ResamplingFilter): Pixels {
  return resizePart(pixels, size, { left: 0, top: 0, right: size.width, bottom: size.height }, filter);
}

/**
 * A part of what `resize` gives, without computing the rest: a picture of one row resized by its shorter side would be
 * millions of pixels long.
 *
 * @param part in pixels of the resized picture, inside of it
 */
export function resizePart(pixels: Pixels, size: Size, part: PixelBox, filter: ResamplingFilter): Pixels {
  if (pixels.width === size.width && pixels.height === size.height) return crop(pixels, part);
  const columns = { sourceLength: pixels.width, targetLength: size.width, start: part.left, end: part.right };
  const rows = { sourceLength: pixels.height, targetLength: size.height, start: part.top, end: part.bottom };
  if (filter === "nearest") return pickNearest(pixels, columns, rows);
  const passes = (colors: Pixels): Pixels => convolve(colors, columns, rows, filterKernels[filter]);
  return pixels.channels === 4 ? unpremultiply(passes(premultiply(pixels))) : passes(pixels);
}

function convolve(pixels: Pixels, columns: ResampledAxis, rows: ResampledAxis, kernel: FilterKernel): Pixels {
  const { width, height } = pixels;
  const widened =
    columns.targetLength === width
      ? crop(pixels, { left: columns.start, top: 0, right: columns.end, bottom: height })
      : resampleRows(pixels, resampleWeights(columns, kernel));
  return rows.targetLength === height
    ? crop(widened, { left: 0, top: rows.start, right: widened.width, bottom: rows.end })
    : resampleColumns(widened, resampleWeights(rows, kernel));
}

/**
 * Horizontal pass. Every sum starts as if the whole row were paper (255), and each pixel adds its difference from that:
 * the same integers as a plain sum, several times sooner on drawings.
 */
function resampleRows(pixels: Pixels, table: ResampleWeights): Pixels {
  const { firstTargets, counts, weights, stride } = table;
  const { channels, data: source } = pixels;
  const rowLength = pixels.width * channels;
  const targetRowLength = table.targetLength * channels;
  const paper = paperSums(table, channels);
  const sums = new Int32Array(targetRowLength);
  const data = new Uint8Array(targetRowLength * pixels.height);
  for (let y = 0; y < pixels.height; y++) {
    sums.set(paper);
    const row = y * rowLength;
    for (let x = 0; x < rowLength; x++) {
      const difference = source[row + x]! - 255;
      if (difference === 0) continue;
      const column = channels === 1 ? x : Math.trunc(x / channels);
      const end = column * stride + counts[column]!;
      let target = firstTargets[column]! * channels + (x - column * channels);
      for (let i = column * stride; i < end; i++, target += channels) {
        sums[target] = (sums[target]! + Math.imul(weights[i]!, difference)) | 0;
      }
    }
    roundInto(data, y * targetRowLength, sums);
  }
  return { width: table.targetLength, height: pixels.height, channels, data };
}

function paperSums(table: ResampleWeights, channels: number): Int32Array {
  const sums = new Int32Array(table.targetLength * channels).fill(half);
  table.firstTargets.forEach((first, source) => {
    for (let i = 0; i < table.counts[source]! * channels; i++) {
      sums[first * channels + i]! += 255 * table.weights[source * table.stride + Math.trunc(i / channels)]!;
    }
  });
  return sums;
}

/** Vertical pass: whole rows are added to whole rows, which reads and writes memory in order. */
function resampleColumns(pixels: Pixels, table: ResampleWeights): Pixels {
  const { firstTargets, counts, weights, stride } = table;
  const rowLength = pixels.width * pixels.channels;
  const sums = new Int32Array(rowLength * table.targetLength).fill(half);
  for (let y = 0; y < pixels.height; y++) {
    const row = pixels.data.subarray(y * rowLength, (y + 1) * rowLength);
    for (let i = 0; i < counts[y]!; i++)
      addRow(sums, (firstTargets[y]! + i) * rowLength, row, weights[y * stride + i]!);
  }
  const data = new Uint8Array(sums.length);
  roundInto(data, 0, sums);
  return { width: pixels.width, height: table.targetLength, channels: pixels.channels, data };
}

function addRow(sums: Int32Array, offset: number, row: Uint8Array, weight: number): void {
  for (let x = 0; x < row.length; x++) sums[offset + x] = (sums[offset + x]! + Math.imul(weight, row[x]!)) | 0;
}

/** Writes sums as bytes, clamped: negative lobes overshoot. */
function roundInto(data: Uint8Array, offset: number, sums: Int32Array): void {
  for (let i = 0; i < sums.length; i++) {
    const level = sums[i]! >> weightBits;
    data[offset + i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
}

/** Takes the pixel under each target pixel's center. The position is summed up step by step, as Pillow does, ties included. */
function pickNearest(pixels: Pixels, columns: ResampledAxis, rows: ResampledAxis): Pixels {
  const sourceColumns = nearestPositions(columns);
  const sourceRows = nearestPositions(rows);
  const { channels, data: source } = pixels;
  const data = new Uint8Array(sourceColumns.length * sourceRows.length * channels);
  let target = 0;
  for (const row of sourceRows) {
    for (const column of sourceColumns) {
      const from = (row * pixels.width + column) * channels;
      for (let channel = 0; channel < channels; channel++) data[target++] = source[from + channel]!;
    }
  }
  return { width: sourceColumns.length, height: sourceRows.length, channels, data };
}

function nearestPositions({ sourceLength, targetLength, start, end }: ResampledAxis): Int32Array {
  const positions = new Int32Array(end - start);
  const step = sourceLength / targetLength;
  let position = step * 0.5;
  for (let target = 0; target < end; target++) {
    if (target >= start) positions[target - start] = Math.min(Math.trunc(position), sourceLength - 1);
    position += step;
  }
  return positions;
}
