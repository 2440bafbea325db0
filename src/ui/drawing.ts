import { boxOfFractions } from "../core/image/edit";
import { toGray } from "../core/image/grayscale";
import { inkBox } from "../core/image/inkBox";
import type { PixelBox } from "../core/image/pixels";
import type { QueryEdit } from "../core/image/queryEdit";

/** A picture that can be drawn: a decoded bitmap, a loaded image element, or a canvas. */
export type Drawable = ImageBitmap | HTMLCanvasElement | HTMLImageElement;

/** The picture scaled down to fit a square, smoothly: a style sheet's scaling would break thin lines into dots. */
export function drawSmall(picture: Drawable, sidePixels: number): HTMLCanvasElement {
  const scale = Math.min(1, sidePixels / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const { canvas, context } = whitePaper(width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/** The picture with its black lines in another color; white paper stays white. */
export function drawTinted(picture: Drawable, color: string): HTMLCanvasElement {
  const { canvas, context } = whitePaper(picture.width, picture.height);
  context.drawImage(picture, 0, 0);
  context.globalCompositeOperation = "lighten";
  context.fillStyle = color;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The picture rotated and mirrored as an edit says, on white; not cropped. */
export function drawTurned(picture: Drawable, { quarterTurns, isMirrored }: QueryEdit): HTMLCanvasElement {
  const isUpright = quarterTurns % 2 === 0;
  const [width, height] = isUpright ? [picture.width, picture.height] : [picture.height, picture.width];
  const { canvas, context } = whitePaper(width, height);
  context.translate(width / 2, height / 2);
  if (isMirrored) context.scale(-1, 1);
  context.rotate((quarterTurns * Math.PI) / 2);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
  return canvas;
}

/** The picture as it is searched with: rotated, mirrored, cropped, and cut to its ink where the edit says so. */
export function drawEdited(picture: Drawable, edit: QueryEdit): HTMLCanvasElement {
  const turned = drawTurned(picture, edit);
  const cropped = edit.crop === null ? turned : cutOut(turned, boxOfFractions(turned, edit.crop));
  return edit.cropToInk ? drawInk(cropped) : cropped;
}

/** The part of a picture that holds ink, with a thin margin; the whole picture where there is none. */
export function drawInk(picture: Drawable): HTMLCanvasElement {
  const { canvas, context } = whitePaper(picture.width, picture.height);
  context.drawImage(picture, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  const box = inkBox(toGray({ width, height, channels: 4, data: new Uint8Array(data.buffer) }));
  if (box === null) return canvas;
  const margin = Math.ceil(0.02 * Math.max(box.right - box.left, box.bottom - box.top));
  return cutOut(canvas, {
    left: box.left - margin,
    top: box.top - margin,
    right: box.right + margin,
    bottom: box.bottom + margin,
  });
}

/** Loads a picture of the page's origin for drawing; rejects where there is none. */
export async function loadDrawable(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** A box of a picture, in its pixels; white where it reaches beyond. */
export function cutOut(picture: Drawable, box: PixelBox): HTMLCanvasElement {
  const { canvas, context } = whitePaper(box.right - box.left, box.bottom - box.top);
  context.drawImage(picture, -box.left, -box.top);
  return canvas;
}

function whitePaper(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error(`no 2-D context for a canvas of ${width} × ${height} pixels`);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  return { canvas, context };
}
