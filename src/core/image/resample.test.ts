import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { crop } from "./edit";
import type { ResamplingFilter } from "./inputRules";
import type { Pixels } from "./pixels";
import { resize, resizePart } from "./resample";

interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface GoldenCase {
  readonly name: string;
  readonly inputs: { readonly image_hwc_uint8: GoldenArray };
  readonly params: { readonly out_h: number; readonly out_w: number };
  readonly outputs: Readonly<Partial<Record<ResamplingFilter, GoldenArray>>>;
}

const pillow = JSON.parse(
  readFileSync(new URL("../../contracts/golden/reference/resize_pil.json", import.meta.url), "utf8"),
) as { cases: GoldenCase[] };

const filters: ResamplingFilter[] = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"];

const anyPicture = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    channels: fc.constantFrom(1 as const, 3 as const, 4 as const),
  })
  .chain(({ width, height, channels }) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((data): Pixels => ({ width, height, channels, data })),
  );

function gray(width: number, height: number, data: number[]): Pixels {
  return { width, height, channels: 1, data: Uint8Array.from(data) };
}

/** One row, straight from the definition: an area average, target pixel by target pixel, in floating point. */
function boxByDefinition(row: Uint8Array, targetLength: number): number[] {
  const scale = row.length / targetLength;
  return Array.from({ length: targetLength }, (_, target) => {
    const levels = [...row].filter((_level, x) => x + 0.5 >= target * scale && x + 0.5 < (target + 1) * scale);
    return levels.reduce((sum, level) => sum + level, 0) / levels.length;
  });
}

describe("resize", () => {
  it.each(pillow.cases.map((golden) => [golden.name, golden] as const))("gives Pillow's levels for %s", (_, golden) => {
    const { shape, data } = golden.inputs.image_hwc_uint8;
    const [height = 0, width = 0, channels = 1] = shape;
    const picture = { width, height, channels: channels as Pixels["channels"], data: Uint8Array.from(data) };
    for (const [filter, expected] of Object.entries(golden.outputs)) {
      const resized = resize(
        picture,
        { width: golden.params.out_w, height: golden.params.out_h },
        filter as ResamplingFilter,
      );
      expect([...resized.data], filter).toEqual(expected.data);
    }
  });

  it("averages the pixels that it drops", () => {
    expect([...resize(gray(4, 1, [0, 100, 200, 40]), { width: 2, height: 1 }, "box").data]).toEqual([50, 120]);
    expect([...resize(gray(1, 4, [0, 100, 200, 40]), { width: 1, height: 2 }, "box").data]).toEqual([50, 120]);
  });

  it("is within a level of the area average for the box filter where sizes divide", () => {
    for (const factor of [2, 3, 7, 16]) {
      const row = Uint8Array.from({ length: factor * 9 }, (_, x) => (x * 97 + factor * 31) % 256);
      const resized = resize({ width: row.length, height: 1, channels: 1, data: row }, { width: 9, height: 1 }, "box");
      boxByDefinition(row, 9).forEach((level, x) => {
        expect(Math.abs(level - resized.data[x]!)).toBeLessThanOrEqual(1);
      });
    }
  });

  it("returns the picture itself where neither side changes", () => {
    const picture = gray(2, 2, [1, 2, 3, 4]);
    for (const filter of filters) expect(resize(picture, { width: 2, height: 2 }, filter)).toBe(picture);
  });

  it("keeps a picture of one color as it is, whatever the sizes", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(sizes, sizes, fc.nat({ max: 255 }), fc.constantFrom(...filters), (from, to, level, filter) => {
        const picture = gray(from[0], from[1], new Array<number>(from[0] * from[1]).fill(level));
        expect(new Set(resize(picture, { width: to[0], height: to[1] }, filter).data)).toEqual(new Set([level]));
      }),
    );
  });

  it("treats channels apart: RGB is three grays", () => {
    fc.assert(
      fc.property(anyPicture, fc.constantFrom(...filters), (picture, filter) => {
        fc.pre(picture.channels === 3);
        const resized = resize(picture, { width: 7, height: 5 }, filter);
        for (let channel = 0; channel < 3; channel++) {
          const plane = gray(
            picture.width,
            picture.height,
            [...picture.data].filter((_, i) => i % 3 === channel),
          );
          const expected = resize(plane, { width: 7, height: 5 }, filter).data;
          expect([...resized.data].filter((_, i) => i % 3 === channel)).toEqual([...expected]);
        }
      }),
    );
  });

  it("turns with the picture: resizing the transpose is the transpose of resizing rows alone", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 50 }), (row, length) => {
        const wide = resize(
          { width: row.length, height: 1, channels: 1, data: row },
          { width: length, height: 1 },
          "lanczos",
        );
        const tall = resize(
          { width: 1, height: row.length, channels: 1, data: row },
          { width: 1, height: length },
          "lanczos",
        );
        expect([...wide.data]).toEqual([...tall.data]);
      }),
    );
  });

  it("does not let the color of transparent pixels bleed", () => {
    const picture: Pixels = {
      width: 2,
      height: 1,
      channels: 4,
      data: Uint8Array.from([10, 20, 30, 255, 255, 0, 0, 0]),
    };
    const { data } = resize(picture, { width: 1, height: 1 }, "box");
    [10, 20, 30].forEach((color, channel) => expect(Math.abs(data[channel]! - color)).toBeLessThanOrEqual(1));
    expect(data[3]).toBe(128);
  });

  it("keeps a one-pixel line of a large sheet visible", () => {
    const sheet = gray(1345, 64, new Array<number>(1345 * 64).fill(255));
    for (let y = 0; y < 64; y++) sheet.data[y * 1345 + 700] = 0;
    expect(Math.min(...resize(sheet, { width: 224, height: 11 }, "bicubic").data)).toBeLessThan(230);
  });
});

describe("resizePart", () => {
  it("gives the same levels as cutting the part out of the whole", () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(
        anyPicture,
        span,
        span,
        fc.constantFrom(...filters),
        (picture, [left, width], [top, height], filter) => {
          const size = { width: 20, height: 20 };
          const part = { left, top, right: Math.min(20, left + width), bottom: Math.min(20, top + height) };
          expect(resizePart(picture, size, part, filter)).toEqual(crop(resize(picture, size, filter), part));
        },
      ),
    );
  });

  it("does not compute millions of pixels to keep a few", () => {
    const line = gray(16_384, 1, new Array<number>(16_384).fill(9));
    const part = { left: 1_835_000, top: 0, right: 1_835_224, bottom: 224 };
    const { data } = resizePart(line, { width: 3_670_016, height: 224 }, part, "bicubic");
    expect(data).toEqual(new Uint8Array(224 * 224).fill(9));
  });
});
