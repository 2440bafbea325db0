import { boxOfFractions } from "../core/image/edit";
import type { FractionBox } from "../core/image/fractionBox";
import type { QueryEdit } from "../core/image/queryEdit";
import { cutOut, type Drawable, drawTurned } from "./drawing";
import { heatColor } from "./heatColors";

/** A map of numbers over a picture. */
export interface Heat {
  readonly height: number;
  readonly width: number;
  /** [height, width] */
  readonly values: ArrayLike<number>;
  /** The value that has the full color. */
  readonly limit: number;
  /** Where the map lies, in fractions of the picture; may reach beyond it. */
  readonly place: FractionBox;
  /** What of the picture was seen at all. */
  readonly seen: FractionBox;
}

/** Points that a place of the map is drawn with, each way: between them the values run straight. */
const pointsEach = 12;

/** Part of a picture, rotated and mirrored as an edit says; not cropped to the edit's own box. */
export function drawFrame(picture: Drawable, edit: QueryEdit, frame: FractionBox): HTMLCanvasElement {
  const turned = drawTurned(picture, edit);
  return cutOut(turned, boxOfFractions(turned, frame));
}

/** The map in colors, `pointsEach` by `pointsEach` points a place. */
export function drawHeat({ height, width, values, limit }: Heat): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width * pointsEach;
  canvas.height = height * pointsEach;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let y = 0, at = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++, at += 4) {
      const value = between({ height, width, values }, (x + 0.5) / pointsEach - 0.5, (y + 0.5) / pointsEach - 0.5);
      image.data.set(heatColor(limit > 0 ? value / limit : 0), at);
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The value at a point, straight between the middles of places; beyond the outer ones it stays what it is there. */
function between({ height, width, values }: Pick<Heat, "height" | "width" | "values">, x: number, y: number): number {
  const clip = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const [column, row] = [clip(Math.floor(x), width - 1), clip(Math.floor(y), height - 1)];
  const [nextColumn, nextRow] = [Math.min(width - 1, column + 1), Math.min(height - 1, row + 1)];
  const [right, down] = [clip(x - column, 1), clip(y - row, 1)];
  const value = (r: number, c: number) => values[r * width + c] ?? 0;
  const upper = value(row, column) * (1 - right) + value(row, nextColumn) * right;
  const lower = value(nextRow, column) * (1 - right) + value(nextRow, nextColumn) * right;
  return upper * (1 - down) + lower * down;
}

/** What is drawn over a picture. */
export interface HeatDrawing {
  readonly picture: HTMLCanvasElement;
  readonly heat: Heat;
  readonly colors: HTMLCanvasElement;
  /** 0 to 1 */
  readonly opacity: number;
  /** In fractions of the picture. */
  readonly outlines: readonly { readonly box: FractionBox; readonly isDashed: boolean }[];
}

/** Draws a picture with its map laid over it, so that black lines stay black. */
export function paintHeat(target: HTMLCanvasElement, { picture, heat, colors, opacity, outlines }: HeatDrawing): void {
  const { width, height } = picture;
  target.width = width;
  target.height = height;
  const context = target.getContext("2d");
  if (context === null) return;
  context.drawImage(picture, 0, 0);
  const { place, seen } = heat;
  context.save();
  context.beginPath();
  context.rect(...inPixels(seen, picture));
  context.clip();
  context.globalCompositeOperation = "multiply";
  context.globalAlpha = opacity;
  context.imageSmoothingQuality = "high";
  context.drawImage(colors, ...inPixels(place, picture));
  context.restore();
  const line = Math.max(1.5, Math.max(width, height) / 300);
  for (const { box, isDashed } of outlines) {
    context.strokeStyle = "#5b21b6";
    context.lineWidth = line;
    context.setLineDash(isDashed ? [4 * line, 3 * line] : []);
    context.strokeRect(...inPixels(box, picture));
  }
}

function inPixels(box: FractionBox, { width, height }: { width: number; height: number }) {
  const [x, y] = [box.left * width, box.top * height];
  return [x, y, box.right * width - x, box.bottom * height - y] as const;
}
