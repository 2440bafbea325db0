import { expect, it } from "vitest";

import { boxOutOf, boxWithin } from "./fractionBox";
import type { InputRules } from "./inputRules";
import type { PixelBox, Pixels } from "./pixels";
import { preprocess } from "./preprocess";
import { type QueryEdit, unedited } from "./queryEdit";
import { seenPart } from "./seenPart";

const rules: InputRules = {
  height: 64,
  width: 64,
  resize: "letterbox",
  filter: "bilinear",
  fill: 255,
  color: "gray-as-rgb",
  mean: [0, 0, 0],
  std: [1, 1, 1],
  crop: { kind: "ink", margin: 0 },
  ink: null,
};

/** White paper with a gray frame of ink from (20, 10) to (80, 40) and a black square in it at (45, 15) to (55, 25). */
function drawing(): Pixels {
  const [width, height] = [120, 60];
  const data = new Uint8Array(width * height).fill(255);
  const fill = ({ left, top, right, bottom }: PixelBox, level: number) => {
    for (let y = top; y < bottom; y++) data.fill(level, y * width + left, y * width + right);
  };
  fill({ left: 20, top: 10, right: 80, bottom: 40 }, 180);
  fill({ left: 45, top: 15, right: 55, bottom: 25 }, 0);
  return { width, height, channels: 1, data };
}

/** The middle of what is black in the input, in fractions of the input. */
function blackMiddle(input: Float32Array): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < 64 * 64; i++) {
    if (input[i]! > 0.3) continue;
    sum++;
    x += ((i % 64) + 0.5) / 64;
    y += (Math.floor(i / 64) + 0.5) / 64;
  }
  return { x: x / sum, y: y / sum };
}

const edits: readonly QueryEdit[] = [
  unedited,
  { ...unedited, cropToInk: false },
  { ...unedited, crop: { left: 0.3, top: 0.1, right: 0.6, bottom: 0.9 } },
  { ...unedited, crop: { left: 0.3, top: 0.1, right: 0.6, bottom: 0.9 }, cropToInk: false },
];

it.each(["letterbox", "squash", "shorter-side"] as const)(
  "lays the input where its pixels came from (%s)",
  (resize) => {
    for (const edit of edits) {
      const { input } = seenPart(drawing(), { ...rules, resize }, edit);
      const found = blackMiddle(preprocess(drawing(), { ...rules, resize }, edit));
      const { left: x, top: y } = boxOutOf({ left: found.x, top: found.y, right: found.x, bottom: found.y }, input);
      expect(Math.abs(x * 120 - 50)).toBeLessThan(1.5);
      expect(Math.abs(y * 60 - 20)).toBeLessThan(1.5);
    }
  },
);

it("tells the box of the ink, in fractions of the picture as it is turned", () => {
  expect(seenPart(drawing(), rules).part).toEqual({ left: 20 / 120, top: 10 / 60, right: 80 / 120, bottom: 40 / 60 });
  const turned = seenPart(drawing(), rules, { ...unedited, quarterTurns: 1 }).part;
  expect(turned).toEqual({ left: 20 / 60, top: 20 / 120, right: 50 / 60, bottom: 80 / 120 });
});

it("reaches beyond the part where the input was filled up, evenly", () => {
  const { part, input } = seenPart(drawing(), rules);
  expect(input.left).toBeCloseTo(part.left);
  expect(input.right).toBeCloseTo(part.right);
  expect(part.top - input.top).toBeCloseTo(input.bottom - part.bottom);
  expect(part.top - input.top).toBeCloseTo(15 / 60);
});

it("takes boxes into a frame and back", () => {
  const frame = { left: 0.2, top: -0.1, right: 0.6, bottom: 1.4 };
  const box = { left: 0.3, top: 0.3, right: 0.5, bottom: 0.4 };
  const back = boxOutOf(boxWithin(box, frame), frame);
  for (const side of ["left", "top", "right", "bottom"] as const) expect(back[side]).toBeCloseTo(box[side]);
});
