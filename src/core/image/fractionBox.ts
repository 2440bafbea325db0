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
