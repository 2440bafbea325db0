// Histograms of oriented gradients, the strongest descriptor before learning: a baseline that a network must beat.
import { normalizeInPlace } from "../numeric/vectors";
import { inkSquare } from "./inkSquare";
import type { Pixels } from "./pixels";

const side = 128;
const cellSide = 8;
const orientations = 9;
/** Cells a side of a block; blocks overlap, a cell apart. */
const blockSide = 2;
const clip = 0.2;
const epsilon = 1e-5;

/**
 * HOG of a drawing's ink at 128 × 128.
 *
 * @returns [15 · 15 · 36] unit length; zero where the picture has one color
 */
export function hogDescriptor(pixels: Pixels): Float32Array<ArrayBuffer> {
  return normalizeInPlace(hogBlocks(inkSquare(pixels, side)));
}

/**
 * HOG by Dalal and Triggs as scikit-image defines it: cells of 8 × 8 pixels, 9 unsigned orientations, each pixel's
 * gradient in one bin, blocks of 2 × 2 cells normalized by L2-Hys. Pixels beyond the last whole cell are left out.
 *
 * @param gray one channel, at least two cells a side
 * @returns block rows × block columns × cell row × cell column × orientation, in this order
 * @see Dalal and Triggs, Histograms of oriented gradients for human detection, CVPR 2005
 */
export function hogBlocks(gray: Pixels): Float32Array<ArrayBuffer> {
  const cellRows = Math.floor(gray.height / cellSide);
  const cellColumns = Math.floor(gray.width / cellSide);
  const cells = cellHistograms(gray, cellRows, cellColumns);
  const blockRows = cellRows - blockSide + 1;
  const blockColumns = cellColumns - blockSide + 1;
  const blockLength = blockSide * blockSide * orientations;
  const blocks = new Float32Array(blockRows * blockColumns * blockLength);
  const rowLength = blockSide * orientations;
  for (let row = 0, target = 0; row < blockRows; row++) {
    for (let column = 0; column < blockColumns; column++, target += blockLength) {
      const block = blocks.subarray(target, target + blockLength);
      for (let i = 0; i < blockSide; i++) {
        const source = ((row + i) * cellColumns + column) * orientations;
        block.set(cells.subarray(source, source + rowLength), i * rowLength);
      }
      normalizeBlock(block);
    }
  }
  return blocks;
}

/** Mean gradient magnitude by orientation: [cell rows, cell columns, orientations]. */
function cellHistograms(gray: Pixels, cellRows: number, cellColumns: number): Float64Array {
  const { width, height, data } = gray;
  const cells = new Float64Array(cellRows * cellColumns * orientations);
  const scale = 1 / (255 * cellSide * cellSide);
  for (let y = 0; y < cellRows * cellSide; y++) {
    for (let x = 0; x < cellColumns * cellSide; x++) {
      const at = y * width + x;
      // Along the border there is no second neighbor, so no gradient across it.
      const dx = x > 0 && x < width - 1 ? data[at + 1]! - data[at - 1]! : 0;
      const dy = y > 0 && y < height - 1 ? data[at + width]! - data[at - width]! : 0;
      if (dx === 0 && dy === 0) continue;
      const cell = Math.floor(y / cellSide) * cellColumns + Math.floor(x / cellSide);
      cells[cell * orientations + orientationBin(dx, dy)]! += Math.sqrt(dx * dx + dy * dy) * scale;
    }
  }
  return cells;
}

/** Direction without sign, [0, 180) degrees in equal bins. */
function orientationBin(dx: number, dy: number): number {
  const degrees = (Math.atan2(dy, dx) * 180) / Math.PI;
  const unsigned = degrees < 0 ? degrees + 180 : degrees;
  return unsigned >= 180 ? 0 : Math.floor(unsigned / (180 / orientations));
}

/** L2, clipped so that no strong edge outweighs the rest, L2 again. */
function normalizeBlock(block: Float32Array): void {
  scaleToUnit(block);
  for (let i = 0; i < block.length; i++) block[i] = Math.min(block[i]!, clip);
  scaleToUnit(block);
}

function scaleToUnit(block: Float32Array): void {
  let sum = epsilon * epsilon;
  for (const value of block) sum += value * value;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < block.length; i++) block[i]! *= scale;
}
