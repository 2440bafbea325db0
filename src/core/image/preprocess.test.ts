import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { crop } from "./edit";
import { toGray, toRgb } from "./grayscale";
import { inkBoxWithMargin } from "./inkBox";
import type { InputRules } from "./inputRules";
import type { Pixels } from "./pixels";
import { normalize, preprocess, resizeByRule } from "./preprocess";
import { unedited } from "./queryEdit";

interface GoldenArray {
  readonly shape: readonly [number, number, 1 | 3 | 4];
  readonly data: readonly number[];
}
interface GoldenCase {
  readonly name: string;
  readonly inputs: { readonly image_hwc_uint8: GoldenArray };
  readonly params: InputRules;
  readonly outputs: {
    readonly crop_box: readonly [number, number, number, number];
    readonly resized_hwc_uint8: GoldenArray;
    readonly normalized_points: readonly (readonly number[])[];
  };
}

const golden = JSON.parse(readFileSync(new URL("../../contracts/golden/preprocess.json", import.meta.url), "utf8")) as {
  cases: GoldenCase[];
};

const rules: InputRules = {
  height: 8,
  width: 8,
  resize: "letterbox",
  filter: "bicubic",
  fill: 255,
  color: "gray-as-rgb",
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  crop: { kind: "ink", margin: 0.1 },
  ink: null,
};

function pixelsOf({ shape, data }: GoldenArray): Pixels {
  return { width: shape[1], height: shape[0], channels: shape[2], data: Uint8Array.from(data) };
}

/** The nine points that the golden file names, rows first. */
function points(plane: Float32Array, width: number, height: number): number[] {
  return [0, height >> 1, height - 1].flatMap((y) => [0, width >> 1, width - 1].map((x) => plane[y * width + x]!));
}

/** A dark bar, off center, on paper. */
function bar(): Pixels {
  const data = new Uint8Array(20 * 12).fill(255);
  for (let y = 3; y < 6; y++) data.fill(10, y * 20 + 4, y * 20 + 14);
  return { width: 20, height: 12, channels: 1, data };
}

describe("preprocess", () => {
  it.each(golden.cases.map((each) => [each.name, each] as const))("does as the trainer for %s", (_, each) => {
    const picture = pixelsOf(each.inputs.image_hwc_uint8);
    const { crop_box, resized_hwc_uint8, normalized_points } = each.outputs;
    const { margin } = each.params.crop.kind === "ink" ? each.params.crop : { margin: null };
    const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
    const box = margin === null ? whole : inkBoxWithMargin(toGray(picture), margin);
    expect([box.left, box.top, box.right, box.bottom]).toEqual(crop_box);

    const channels = each.params.color === "rgb" ? toRgb(picture) : toGray(picture);
    const resized = resizeByRule(crop(channels, box), each.params);
    expect([...resized.data]).toEqual(resized_hwc_uint8.data);

    const input = preprocess(picture, each.params);
    expect(input).toEqual(normalize(resized, each.params));
    const size = each.params.width * each.params.height;
    normalized_points.forEach((expected, channel) => {
      const plane = input.subarray(channel * size, (channel + 1) * size);
      points(plane, each.params.width, each.params.height).forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-6);
      });
    });
  });

  it("gives one input for a drawing and for the same drawing with more paper around it", () => {
    const wide = { width: 30, height: 40, channels: 1 as const, data: new Uint8Array(30 * 40).fill(255) };
    const drawing = bar();
    for (let y = 0; y < 12; y++) wide.data.set(drawing.data.subarray(y * 20, y * 20 + 20), (y + 9) * 30 + 5);
    expect(preprocess(wide, rules)).toEqual(preprocess(drawing, rules));
  });

  it("crops where the user crops, after rotating and mirroring", () => {
    const edit = { ...unedited, quarterTurns: 1 as const, isMirrored: true, cropToInk: false };
    const turned: Pixels = { width: 12, height: 20, channels: 1, data: new Uint8Array(240) };
    // A quarter turn and a mirror image make the transpose, turned by half.
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 12; x++) turned.data[y * 12 + x] = bar().data[x * 20 + y]!;
    }
    expect(preprocess(bar(), rules, edit)).toEqual(preprocess(turned, rules, { ...unedited, cropToInk: false }));
    const right = { left: 0.5, top: 0, right: 1, bottom: 1 };
    const half = crop(bar(), { left: 10, top: 0, right: 20, bottom: 12 });
    expect(preprocess(bar(), rules, { ...unedited, crop: right })).toEqual(preprocess(half, rules));
  });

  it("leaves the paper where cropping to the ink is off", () => {
    const uncropped = preprocess(bar(), { ...rules, crop: { kind: "none" } });
    expect(preprocess(bar(), rules, { ...unedited, cropToInk: false })).toEqual(uncropped);
  });

  it("refuses rules that it does not know, with what it found", () => {
    const stroke = { ...rules, ink: { method: "skeleton", strokeWidthPixels: 2, longSidePixels: 512 } };
    expect(() => preprocess(bar(), stroke)).toThrow(/skeleton/);
    expect(() => preprocess(bar(), { ...rules, width: 9 })).toThrow(/square input; found 9 × 8/);
  });
});
