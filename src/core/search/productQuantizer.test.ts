import { describe, expect, it } from "vitest";

import { type Matrix, rowOf } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { dot, normalized } from "../numeric/vectors";
import { bytesPerItem, decodeRows, mostBytes, scoreTables, subquantizerCount, tableScore } from "./productCodebook";
import { drawRows, encodeRows, type QuantizerOptions, trainCodebook } from "./productQuantizer";

const pace = { signal: new AbortController().signal };

/** Unit rows whose dimensions differ in spread. */
function spreadRows(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const vector = Float32Array.from({ length: columns }, (_, d) => random.normal() / (1 + d));
    values.set(normalized(vector), row * columns);
  }
  return { rows, columns, values };
}

const options = (changed: Partial<QuantizerOptions>): QuantizerOptions => ({
  bytesPerItem: 9,
  bits: 4,
  isRotated: true,
  seed: 7,
  ...changed,
});

async function squaredError(rows: Matrix, changed: Partial<QuantizerOptions>): Promise<number> {
  const codebook = await trainCodebook(rows, options(changed), pace);
  const decoded = decodeRows(codebook, await encodeRows(codebook, rows, pace));
  return decoded.values.reduce((sum, value, at) => sum + (value - rows.values[at]!) ** 2, 0) / rows.rows;
}

describe("product quantization", () => {
  it("scores by tables as the inner product with decoded rows does, for both widths of codes", async () => {
    const rows = spreadRows(400, 21, 1);
    const query = rowOf(spreadRows(1, 21, 2), 0);
    for (const changed of [{}, { isRotated: false }, { bits: 8, bytesPerItem: 6 }, { bytesPerItem: 2 }] as const) {
      const codebook = await trainCodebook(rows, options(changed), pace);
      const encoded = await encodeRows(codebook, rows, pace);
      const decoded = decodeRows(codebook, encoded);
      const tables = scoreTables(codebook, query);
      for (let row = 0; row < rows.rows; row++) {
        // Sums of float32 numbers below 1, in another order.
        expect(tableScore(codebook, tables, encoded, row)).toBeCloseTo(dot(query, rowOf(decoded, row)), 5);
      }
    }
  });

  it("takes as many bytes as were asked for", async () => {
    const rows = spreadRows(300, 40, 3);
    for (const bytes of [2, 5, 21]) {
      const codebook = await trainCodebook(rows, options({ bytesPerItem: bytes }), pace);
      expect(bytesPerItem(codebook)).toBe(bytes);
      expect(subquantizerCount(codebook)).toBe(2 * (bytes - 1));
    }
    expect(mostBytes(40, 4)).toBe(21);
  });

  it("comes nearer with more bytes, and with a rotation where dimensions differ in spread", async () => {
    const rows = spreadRows(600, 32, 4);
    const errors = [];
    for (const bytes of [2, 5, 9, 17]) errors.push(await squaredError(rows, { bytesPerItem: bytes }));
    expect(errors).toEqual([...errors].sort((a, b) => b - a));
    expect(await squaredError(rows, {})).toBeLessThan(await squaredError(rows, { isRotated: false }));
  });

  it("scores a row with its own codes as with itself, but for the factor's byte", async () => {
    const rows = spreadRows(300, 24, 5);
    const codebook = await trainCodebook(rows, options({ bytesPerItem: 4 }), pace);
    const encoded = await encodeRows(codebook, rows, pace);
    for (let row = 0; row < rows.rows; row++) {
      const own = rowOf(rows, row);
      const score = tableScore(codebook, scoreTables(codebook, own), encoded, row);
      // Half a step of the factor, times what it multiplies, at most 1.
      expect(Math.abs(score - 1)).toBeLessThan(codebook.factorStep / 2 + 1e-4);
    }
  });

  it("keeps a quarter of the rows apart well enough to find a row's own neighbors among them", async () => {
    const rows = spreadRows(1200, 48, 6);
    const codebook = await trainCodebook(rows, options({ bytesPerItem: 21 }), pace);
    const encoded = await encodeRows(codebook, rows, pace);
    let found = 0;
    for (let query = 0; query < 40; query++) {
      const own = rowOf(rows, query);
      const tables = scoreTables(codebook, own);
      const order = (scoreOf: (row: number) => number) =>
        Array.from({ length: rows.rows }, (_, row) => row).sort((a, b) => scoreOf(b) - scoreOf(a));
      const truth = order((row) => dot(own, rowOf(rows, row))).slice(0, 10);
      const first = new Set(order((row) => tableScore(codebook, tables, encoded, row)).slice(0, 40));
      found += truth.filter((row) => first.has(row)).length;
    }
    expect(found / 400).toBeGreaterThan(0.97);
  });

  it("does not stretch what a few bytes hardly resemble to more than twice its length", async () => {
    const random = seededRandom(12);
    const values = Float32Array.from({ length: 400 * 64 }, () => random.normal());
    const codebook = await trainCodebook({ rows: 400, columns: 64, values }, options({ bytesPerItem: 2 }), pace);
    expect(codebook.leastFactor + 255 * codebook.factorStep).toBeLessThanOrEqual(2 + 1e-5);
  });

  it("encodes rows that it was not trained on, zero vectors and rows that are all alike", async () => {
    const codebook = await trainCodebook(spreadRows(100, 12, 8), options({ bytesPerItem: 4 }), pace);
    const zero = await encodeRows(codebook, { rows: 2, columns: 12, values: new Float32Array(24) }, pace);
    expect(decodeRows(codebook, zero).values.every(Number.isFinite)).toBe(true);
    const alike = { rows: 40, columns: 12, values: new Float32Array(480).fill(0.25) };
    const same = await trainCodebook(alike, options({ bytesPerItem: 4 }), pace);
    expect(same.rotation).toBeNull();
    expect(decodeRows(same, await encodeRows(same, alike, pace)).values[7]).toBeCloseTo(0.25, 5);
  });

  it("says the numbers where there are more codes than items, or than dimensions", async () => {
    await expect(trainCodebook(spreadRows(100, 16, 9), options({ bits: 8, bytesPerItem: 3 }), pace)).rejects.toThrow(
      "expected 256 items at least, one for each code of 8 bits; found 100",
    );
    await expect(trainCodebook(spreadRows(100, 16, 9), options({ bytesPerItem: 64 }), pace)).rejects.toMatchObject({
      name: "RankRecipeError",
      message: expect.stringContaining("2 to 9 bytes an item, as vectors of 16 dimensions allow") as string,
      hint: "Choose 9 bytes or fewer.",
    });
  });

  it("tells how far it is, and stops when cancelled", async () => {
    const rows = spreadRows(2100, 16, 10);
    const shares: number[] = [];
    await trainCodebook(rows, options({}), { ...pace, report: (done) => void shares.push(done) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(10);
    const controller = new AbortController();
    const stopping = { signal: controller.signal, report: () => controller.abort() };
    await expect(trainCodebook(rows, options({}), stopping)).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("drawRows", () => {
  it("draws distinct rows in ascending order, all of them where as many are wanted", () => {
    const drawn = drawRows(1000, 100, seededRandom(1));
    expect(drawn).toHaveLength(100);
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([...drawn]);
    expect([...drawRows(5, 5, seededRandom(2))]).toEqual([0, 1, 2, 3, 4]);
  });
});
