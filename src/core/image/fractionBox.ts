/** A box as fractions [0, 1] of a picture's width and height, origin top left. */
export interface FractionBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box in fractions of `frame`, which is itself in the same fractions as the box. */
export function boxWithin(box: FractionBox, frame: FractionBox): FractionBox {
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top];
  return {
    left: (box.left - frame.left) / width,
    top: (box.top - frame.top) / height,
    right: (box.right - frame.left) / width,
    bottom: (box.bottom - frame.top) / height,
  };
}

/** The other way round: a box given in fractions of `frame`, in the fractions that the frame is given in. */
export function boxOutOf(box: FractionBox, frame: FractionBox): FractionBox {
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top];
  return {
    left: frame.left + box.left * width,
    top: frame.top + box.top * height,
    right: frame.left + box.right * width,
    bottom: frame.top + box.bottom * height,
  };
}

/** A point as fractions of a picture's width and height. */
export interface FractionPoint {
  readonly x: number;
  readonly y: number;
}

/** Whether a point lies in a box or on its edge. */
export function isInBox({ x, y }: FractionPoint, { left, top, right, bottom }: FractionBox): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** A point in fractions of `frame`, which is itself in the same fractions as the point. */
export function pointWithin({ x, y }: FractionPoint, frame: FractionBox): FractionPoint {
  const { left, top } = boxWithin({ left: x, top: y, right: x, bottom: y }, frame);
  return { x: left, y: top };
}

/** The box that has two points as its corners. */
export function boxBetween(one: FractionPoint, other: FractionPoint): FractionBox {
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
  };
}

/** What of a box lies in another; of no size, at its edge, where nothing does. */
export function clipBox(box: FractionBox, { left, top, right, bottom }: FractionBox): FractionBox {
  const clip = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  return {
    left: clip(box.left, left, right),
    top: clip(box.top, top, bottom),
    right: clip(box.right, left, right),
    bottom: clip(box.bottom, top, bottom),
  };
}
