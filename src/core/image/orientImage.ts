import type { Orientation } from "../embedding/embeddingViews";

/** Sides of a network's input in pixels. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
}

/** The sides after turning. */
export function orientedSize({ height, width }: InputSize, orientation: Orientation): InputSize {
  return orientation === 90 || orientation === 270 ? { height: width, width: height } : { height, width };
}

/**
 * A network's input flipped, or turned clockwise: values change places and stay what they are.
 *
 * @param image [3, H, W]
 * @returns [3, H, W], or [3, W, H] where it is turned by 90° or 270°; `image` itself where it is to stand upright
 */
export function orientImage(
  image: Float32Array<ArrayBuffer>,
  size: InputSize,
  orientation: Orientation,
): Float32Array<ArrayBuffer> {
  if (orientation === "upright") return image;
  const { start, right, down } = readingOrder(size, orientation);
  const { height, width } = orientedSize(size, orientation);
  const plane = height * width;
  const oriented = new Float32Array(image.length);
  let to = 0;
  for (let offset = 0; offset < image.length; offset += plane) {
    for (let y = 0; y < height; y++) {
      let from = offset + start + y * down;
      for (let x = 0; x < width; x++, from += right) oriented[to++] = image[from]!;
    }
  }
  return oriented;
}

/** Where the new top left corner lies in the old plane, and the steps in it to the right and down. */
function readingOrder({ height, width }: InputSize, orientation: Exclude<Orientation, "upright">) {
  const bottomLeft = (height - 1) * width;
  switch (orientation) {
    case "horizontal":
      return { start: width - 1, right: -1, down: width };
    case "vertical":
      return { start: bottomLeft, right: 1, down: -width };
    case 90:
      return { start: bottomLeft, right: -width, down: 1 };
    case 180:
      return { start: height * width - 1, right: -1, down: -width };
    case 270:
      return { start: width - 1, right: width, down: -1 };
  }
}
