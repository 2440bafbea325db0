import { onWhite } from "../../core/image/grayscale";
import type { PixelBox, Pixels } from "../../core/image/pixels";
import { context2d } from "./decodeInBrowser";
import { opaqueRgba } from "./preview";

/** Longer side at most. */
const thumbnailSide = 256;
const quality = 0.8;

/**
 * A small WebP of a picture or a part of it, on white, longer side at most 256 pixels. Smaller pictures keep their size.
 *
 * @param box the part, in pixels of the picture; what lies outside of it is left away; null for the whole
 */
export async function makeThumbnail(pixels: Pixels, box: PixelBox | null): Promise<Blob> {
  const { left, top, width, height } = clippedBox(pixels, box);
  const scale = Math.min(1, thumbnailSide / Math.max(width, height));
  const size = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const image = new ImageData(opaqueRgba(onWhite(pixels)), pixels.width, pixels.height);
  const bitmap = await createImageBitmap(image, left, top, width, height, {
    resizeWidth: size[0],
    resizeHeight: size[1],
    resizeQuality: "high",
  });
  const canvas = new OffscreenCanvas(...size);
  context2d(canvas).drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/webp", quality });
}

/** A box in whole pixels of the picture, of at least one. */
function clippedBox(pixels: Pixels, box: PixelBox | null) {
  const clip = (at: number, most: number) => Math.min(Math.max(Math.round(at), 0), most);
  const left = clip(box?.left ?? 0, pixels.width - 1);
  const top = clip(box?.top ?? 0, pixels.height - 1);
  const right = clip(box?.right ?? pixels.width, pixels.width);
  const bottom = clip(box?.bottom ?? pixels.height, pixels.height);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
