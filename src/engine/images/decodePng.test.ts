import { deflateSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { makePng } from "../../../server/cli/benchmarks/makePng";
import { seededRandom } from "../../core/numeric/random";
import { decodePng } from "./decodePng";

const name = "drawing.png";
const pixelsOf = async (png: Uint8Array<ArrayBuffer>) => (await decodePng(png, name)).pixels;

describe("decodePng", () => {
  it("expands one-bit gray, where a row ends inside a byte", async () => {
    const rows = Uint8Array.of(0, 0b10110000, 0b10000000, 0, 0b00000001, 0b01111111);
    const pixels = await pixelsOf(makePng({ width: 9, height: 2, bitDepth: 1, rows }));
    const bits = [1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    expect(pixels).toEqual({ width: 9, height: 2, channels: 1, data: Uint8Array.from(bits, (bit) => bit * 255) });
  });

  it("spreads two and four bits over 0 to 255", async () => {
    const two = await pixelsOf(makePng({ width: 4, height: 1, bitDepth: 2, rows: Uint8Array.of(0, 0b00011011) }));
    expect([...two.data]).toEqual([0, 85, 170, 255]);
    const four = await pixelsOf(makePng({ width: 3, height: 1, bitDepth: 4, rows: Uint8Array.of(0, 0x0f, 0x80) }));
    expect([...four.data]).toEqual([0, 255, 136]);
  });

  it("rounds 16-bit gray and keeps the high byte of 16-bit color, as Pillow does", async () => {
    const gray = await pixelsOf(makePng({ width: 2, height: 1, bitDepth: 16, rows: Uint8Array.of(0, 0, 129, 128, 0) }));
    expect([...gray.data]).toEqual([1, 128]);
    const rows = Uint8Array.of(0, 0, 129, 127, 255, 255, 0);
    const color = await pixelsOf(makePng({ width: 1, height: 1, bitDepth: 16, colorType: 2, rows }));
    expect([...color.data]).toEqual([0, 127, 255]);
  });

  it("gives a gray palette one channel, a colored one three, a transparent one four", async () => {
    const rows = Uint8Array.of(0, 0b01000000);
    const palette = (...bytes: number[]) => ["PLTE", Uint8Array.from(bytes)] as const;
    const open = (...chunks: (readonly [string, Uint8Array])[]) =>
      pixelsOf(makePng({ width: 2, height: 1, bitDepth: 1, colorType: 3, rows, chunks }));
    expect(await open(palette(9, 9, 9, 7, 7, 7))).toMatchObject({ channels: 1, data: Uint8Array.of(9, 7) });
    expect(await open(palette(9, 8, 7, 1, 2, 3))).toMatchObject({ channels: 3, data: Uint8Array.of(9, 8, 7, 1, 2, 3) });
    const clear = await open(palette(9, 9, 9, 7, 7, 7), ["tRNS", Uint8Array.of(0)]);
    expect([...clear.data]).toEqual([9, 9, 9, 0, 7, 7, 7, 255]);
  });

  it("makes the one transparent gray or color clear", async () => {
    const chunks = [["tRNS", Uint8Array.of(0, 5)]] as const;
    const gray = await pixelsOf(makePng({ width: 2, height: 1, rows: Uint8Array.of(0, 5, 6), chunks }));
    expect([...gray.data]).toEqual([5, 5, 5, 0, 6, 6, 6, 255]);
    const rgb = [["tRNS", Uint8Array.of(0, 1, 0, 2, 0, 3)]] as const;
    const rows = Uint8Array.of(0, 1, 2, 3, 1, 2, 4);
    const color = await pixelsOf(makePng({ width: 2, height: 1, colorType: 2, rows, chunks: rgb }));
    expect([...color.data]).toEqual([1, 2, 3, 0, 1, 2, 4, 255]);
  });

  it.each([0, 2, 4, 6])("undoes every row filter, color type %i", async (colorType) => {
    const random = seededRandom(colorType);
    const channels = [1, 0, 3, 0, 2, 0, 4][colorType] ?? 0;
    const [width, height] = [13, 11];
    const plain = Uint8Array.from({ length: width * height * channels }, () => random.integer(256));
    const unfiltered = withFilters(plain, width * channels, channels, () => 0);
    const filtered = withFilters(plain, width * channels, channels, (row) => row % 5);
    const expected = await pixelsOf(makePng({ width, height, colorType, rows: unfiltered }));
    expect(await pixelsOf(makePng({ width, height, colorType, rows: filtered }))).toEqual(expected);
  });

  it("puts the seven passes of an interlaced picture where they belong", async () => {
    const [width, height] = [5, 3];
    const levelAt = (x: number, y: number) => 40 * y + x;
    const rows = adam7Rows(width, height, levelAt);
    const pixels = await pixelsOf(makePng({ width, height, isInterlaced: true, rows }));
    const expected = Array.from({ length: width * height }, (_, i) => levelAt(i % width, Math.floor(i / width)));
    expect([...pixels.data]).toEqual(expected);
  });

  it("reads pixels that are spread over several chunks", async () => {
    const stream = deflateSync(Uint8Array.of(0, 1, 2, 3));
    const one = makePng({ width: 3, height: 1, chunks: [["IDAT", stream]] });
    const two = makePng({
      width: 3,
      height: 1,
      chunks: [
        ["IDAT", stream.subarray(0, 4)],
        ["IDAT", stream.subarray(4)],
      ],
    });
    expect([...(await pixelsOf(one)).data]).toEqual([1, 2, 3]);
    expect(await pixelsOf(two)).toEqual(await pixelsOf(one));
  });

  it("stops at the promised pixels of a file that inflates to more", async () => {
    const bomb = makePng({ width: 4, height: 1, rows: new Uint8Array(20_000_000) });
    expect([...(await pixelsOf(bomb)).data]).toEqual([0, 0, 0, 0]);
  });

  it("names what is wrong with a row filter that does not exist", async () => {
    const png = makePng({ width: 2, height: 1, rows: Uint8Array.of(7, 0, 0) });
    await expect(decodePng(png, name)).rejects.toThrow(/expected row filters from 0 to 4, found filter 7 in row 0/);
  });

  it("counts the frames of an animated picture", async () => {
    const chunks = [["acTL", Uint8Array.of(0, 0, 0, 12, 0, 0, 0, 0)]] as const;
    expect((await decodePng(makePng({ width: 1, height: 1, chunks }), name)).frames).toBe(12);
  });
});

/** Rows filtered as the specification's formulas say, each by the filter that `choose` names. */
function withFilters(plain: Uint8Array, stride: number, back: number, choose: (row: number) => number): Uint8Array {
  const at = (x: number, y: number) => (x < 0 || y < 0 ? 0 : (plain[y * stride + x] ?? 0));
  const rows: number[] = [];
  for (let y = 0; y < plain.length / stride; y++) {
    const filter = choose(y);
    rows.push(filter);
    for (let x = 0; x < stride; x++) {
      const [left, up, corner] = [at(x - back, y), at(x, y - 1), at(x - back, y - 1)];
      const estimate = left + up - corner;
      const nearest = [left, up, corner].reduce((best, each) =>
        Math.abs(estimate - each) < Math.abs(estimate - best) ? each : best,
      );
      const predicted = [0, left, up, Math.floor((left + up) / 2), nearest][filter] ?? 0;
      rows.push((at(x, y) - predicted + 256) % 256);
    }
  }
  return Uint8Array.from(rows);
}

/** Gray rows in the order of the specification's table of passes. */
function adam7Rows(width: number, height: number, levelAt: (x: number, y: number) => number): Uint8Array {
  const pattern = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
  const rows: number[] = [];
  for (const pass of "1234567") {
    for (let y = 0; y < height; y++) {
      const row = Array.from({ length: width }, (_, x) => x).filter((x) => pattern[y % 8]?.[x % 8] === pass);
      if (row.length > 0) rows.push(0, ...row.map((x) => levelAt(x, y)));
    }
  }
  return Uint8Array.from(rows);
}
