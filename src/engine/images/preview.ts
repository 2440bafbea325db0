import { onWhite } from "../../core/image/grayscale";
import type { Pixels } from "../../core/image/pixels";

/** Longer side of a preview: sharp in the query panel of a large screen, small enough to be handed over at once. */
const previewSide = 1024;

/** A picture for showing: on white, longer side at most `previewSide` pixels. */
export async function makePreview(pixels: Pixels): Promise<ImageBitmap> {
  const { width, height } = pixels;
  const scale = Math.min(1, previewSide / Math.max(width, height));
  return createImageBitmap(new ImageData(opaqueRgba(onWhite(pixels)), width, height), {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: "high",
  });
}

/** Opaque pixels of one or three channels as a canvas has them. */
export function opaqueRgba({ width, height, channels, data }: Pixels): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let i = 0, at = 0; at < rgba.length; i += channels, at += 4) {
    rgba[at] = data[i]!;
    rgba[at + 1] = data[i + green]!;
    rgba[at + 2] = data[i + blue]!;
  }
  return rgba;
}
