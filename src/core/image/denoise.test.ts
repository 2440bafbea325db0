import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { bilateralFilter } from "./bilateralFilter";
import { denoise } from "./denoise";
import { guessNoise, type Noise } from "./guessNoise";
import { medianFilter } from "./medianFilter";
import type { Pixels } from "./pixels";

interface GoldenArray {
  readonly shape: readonly [number, number, 1 | 3];
  readonly data: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL("../../contracts/golden/views.json", import.meta.url), "utf8")) as {
  filters: Record<"picture" | "median3" | "median5" | "bilateral", GoldenArray>[];
  noises: { name: string; picture: GoldenArray; noise: Noise }[];
};

function pixelsOf({ shape, data }: GoldenArray): Pixels {
  return { height: shape[0], width: shape[1], channels: shape[2], data: Uint8Array.from(data) };
}

/** Noise of all levels, seeded. */
function noise(width: number, height: number, channels: 1 | 3): Pixels {
  const random = seededRandom(width * 31 + height);
  const data = Uint8Array.from({ length: width * height * channels }, () => random.integer(256));
  return { width, height, channels, data };
}

/** What stands at a place, or nearest to it. */
function at({ width, height, channels, data }: Pixels, x: number, y: number, channel: number): number {
  const column = Math.min(Math.max(x, 0), width - 1);
  const row = Math.min(Math.max(y, 0), height - 1);
  return data[(row * width + column) * channels + channel]!;
}

function medianPlainly(pixels: Pixels, window: number): number[] {
  const { width, height, channels } = pixels;
  const radius = window >> 1;
  return Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    const levels = Array.from({ length: window * window }, (_level, k) =>
      at(pixels, x + (k % window) - radius, y + Math.floor(k / window) - radius, i % channels),
    );
    return levels.sort((a, b) => a - b)[levels.length >> 1]!;
  });
}

describe("medianFilter", () => {
  it.each([3, 5] as const)("gives the middle of all levels of a window of %i, edges repeated", (window) => {
    for (const pixels of [noise(9, 7, 1), noise(4, 11, 3), noise(1, 6, 1), noise(2, 2, 3)]) {
      expect([...medianFilter(pixels, window).data]).toEqual(medianPlainly(pixels, window));
    }
  });

  it("is OpenCV's", () => {
    for (const { picture, median3, median5 } of golden.filters) {
      expect([...medianFilter(pixelsOf(picture), 3).data]).toEqual(median3.data);
      expect([...medianFilter(pixelsOf(picture), 5).data]).toEqual(median5.data);
    }
  });
});

describe("bilateralFilter", () => {
  it("is OpenCV's within one level, as its sums are float32", () => {
    for (const { picture, bilateral } of golden.filters) {
      const { data } = bilateralFilter(pixelsOf(picture), { color: 60, space: 2 });
      data.forEach((level, i) => expect(Math.abs(level - bilateral.data[i]!)).toBeLessThanOrEqual(1));
    }
  });

  it("leaves an even picture and sharp edges as they are, and evens out small differences", () => {
    const halves = Uint8Array.from({ length: 144 }, (_, i) => (i % 12 < 6 ? 20 : 220) + (i % 2 === 0 ? 3 : -3));
    const { data } = bilateralFilter({ width: 12, height: 12, channels: 1, data: halves }, { color: 20, space: 3 });
    data.forEach((level, i) => expect(Math.abs(level - (i % 12 < 6 ? 20 : 220))).toBeLessThanOrEqual(1));
  });
});

describe("guessNoise", () => {
  it.each(golden.noises.map(({ name, picture, noise: expected }) => [name, picture, expected] as const))(
    "guesses as the trainer: %s",
    (_, picture, expected) => expect(guessNoise(pixelsOf(picture))).toBe(expected),
  );
});

describe("denoise", () => {
  const find = (name: string) => pixelsOf(golden.noises.find((each) => each.name === name)!.picture);

  it("leaves a clean picture as it is, by type or by none", () => {
    const picture = find("thin lines");
    expect(denoise(picture, "by-type")).toBe(picture);
    expect(denoise(picture, "none")).toBe(picture);
  });

  it("filters by type: a median against impulses, a bilateral filter against grain, both against both", () => {
    const [pepper, grain, both] = ["shades with pepper", "shades under grain", "shades under grain, then pepper"].map(
      find,
    ) as [Pixels, Pixels, Pixels];
    expect(denoise(pepper, "by-type")).toEqual(denoise(pepper, "median"));
    expect(denoise(grain, "by-type")).toEqual(denoise(grain, "bilateral"));
    expect(denoise(both, "by-type")).toEqual(denoise(denoise(both, "median"), "bilateral"));
  });
});
