import type { PixelBox, Pixels } from "./pixels";
import type { QueryEdit } from "./queryEdit";

/** Turns a picture clockwise by quarters. */
export function rotate(pixels: Pixels, quarterTurns: 0 | 1 | 2 | 3): Pixels {
  const { width, height } = pixels;
  switch (quarterTurns) {
    case 0:
      return pixels;
    case 1:
      return rearrange(pixels, { width: height, height: width, origin: (height - 1) * width, stepX: -width, stepY: 1 });
    case 2:
      return rearrange(pixels, { width, height, origin: width * height - 1, stepX: -1, stepY: -width });
    case 3:
      return rearrange(pixels, { width: height, height: width, origin: width - 1, stepX: width, stepY: -1 });
  }
}

/** Exchanges left and right. */
export function mirror(pixels: Pixels): Pixels {
  const { width, height } = pixels;
  return rearrange(pixels, { width, height, origin: width - 1, stepX: -1, stepY: width });
}

/** Cuts a box out; the box must lie in the picture and hold at least one pixel. The whole picture is returned as it is. */
export function crop(pixels: Pixels, box: PixelBox): Pixels {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  if (width === pixels.width && height === pixels.height) return pixels;
  return rearrange(pixels, { width, height, origin: box.top * pixels.width + box.left, stepX: 1, stepY: pixels.width });
}

/** Applies what a user did to a query, all but the crop to the ink: rotate, then mirror, then crop. */
export function applyEdit(pixels: Pixels, edit: QueryEdit): Pixels {
  const turned = rotate(pixels, edit.quarterTurns);
  const mirrored = edit.isMirrored ? mirror(turned) : turned;
  return edit.crop === null ? mirrored : crop(mirrored, boxOfFractions(mirrored, edit.crop));
}

/**
 * A box given as fractions of a picture, in whole pixels: edges rounded half up, at least one pixel a side.
 *
 * @param fractions in [0, 1]; what lies outside is clipped
 */
export function boxOfFractions(
  picture: { readonly width: number; readonly height: number },
  fractions: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): PixelBox {
  const [left, right] = roundSpan(fractions.left, fractions.right, picture.width);
  const [top, bottom] = roundSpan(fractions.top, fractions.bottom, picture.height);
  return { left, top, right, bottom };
}

function roundSpan(from: number, to: number, length: number): [number, number] {
  const start = Math.min(length - 1, Math.max(0, Math.floor(from * length + 0.5)));
  const end = Math.min(length, Math.max(start + 1, Math.floor(to * length + 0.5)));
  return [start, end];
}

/** A new picture whose pixel (x, y) is the source's pixel number origin + x stepX + y stepY. */
interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly origin: number;
  readonly stepX: number;
  readonly stepY: number;
}

function rearrange(pixels: Pixels, to: Arrangement): Pixels {
  const { channels, data: source } = pixels;
  const data = new Uint8Array(to.width * to.height * channels);
  let target = 0;
  for (let y = 0; y < to.height; y++) {
    let from = (to.origin + y * to.stepY) * channels;
    if (to.stepX === 1) {
      data.set(source.subarray(from, from + to.width * channels), target);
      target += to.width * channels;
      continue;
    }
    for (let x = 0; x < to.width; x++, from += to.stepX * channels) {
      for (let channel = 0; channel < channels; channel++) data[target++] = source[from + channel]!;
    }
  }
  return { width: to.width, height: to.height, channels, data };
}
