import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

import { describe, expect, it } from "vitest";

import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { seededRandom } from "../../core/numeric/random";
import { normalized } from "../../core/numeric/vectors";
import { rankScores } from "../../core/ranking/rankScores";
import { quantizeTables } from "../../core/search/byteTables";
import { ExactSearch } from "../../core/search/exactSearch";
import { scoreTables, subquantizerCount } from "../../core/search/productCodebook";
import { encodeRows, trainCodebook } from "../../core/search/productQuantizer";
import { rotateRows } from "../../core/search/rotation";
import { readWasmFeatures } from "../device/wasmFeatures";
import { GROUP_ROWS, PackedCodes } from "./packedCodes";
import { QuantizedSearch } from "./quantizedSearch";
import type { QuantizerModules } from "./quantizerKernels";
import { rotateByKernels } from "./rotateByKernels";

// Node 20 has relaxed SIMD behind a flag; later versions have it, and only warn of a flag that is gone.
if (!readWasmFeatures(false).hasRelaxedSimd) setFlagsFromString("--experimental-wasm-relaxed-simd");

const moduleNamed = (name: string) =>
  new WebAssembly.Module(readFileSync(new URL(`./generated/${name}.wasm`, import.meta.url)));
const signal = new AbortController().signal;
const pause = () => Promise.resolve();
const pace = { signal, pause };

function unitRows(rows: number, dimension: number, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed);
  const values = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const vector = Float32Array.from({ length: dimension }, (_, d) => random.normal() / (1 + d / 8));
    values.set(normalized(vector), row * dimension);
  }
  return values;
}

const engines: readonly (readonly [string, () => QuantizerModules])[] = [
  ["WASM SIMD", () => ({ codes: moduleNamed("quantizerKernels"), products: moduleNamed("productKernels") })],
  [
    "WASM SIMD, relaxed",
    () => ({ codes: moduleNamed("relaxedQuantizerKernels"), products: moduleNamed("relaxedProductKernels") }),
  ],
];

describe.each(engines)("QuantizedSearch on %s", (_, modulesOf) => {
  const modules = modulesOf();

  for (const [rows, dimension, bytes] of [
    [100, 16, 3],
    [333, 21, 9],
    [1500, 130, 65],
    [64, 256, 129],
  ] as const) {
    it(`scans ${rows} × ${dimension} by ${bytes} bytes bit for bit as plain sums of bytes`, async () => {
      const vectors = { rows, columns: dimension, values: unitRows(rows, dimension, rows) };
      const codebook = await trainCodebook(vectors, { bytesPerItem: bytes, bits: 4, isRotated: true, seed: 7 }, pace);
      const encoded = await encodeRows(codebook, vectors, pace);
      const packed = new PackedCodes(modules.codes, codebook, rows);
      packed.write(0, encoded);
      const count = subquantizerCount(codebook);
      const query = unitRows(1, dimension, 99);
      const tables = new Uint8Array(packed.memory.buffer, packed.tables, count * 16);
      const { least, step } = quantizeTables(scoreTables(codebook, query), count, tables);
      const { leastFactor, factorStep } = codebook;
      const scanned = Math.min(rows, 4096);
      packed.kernels.scanCodes(
        packed.codesAt(0),
        Math.ceil(scanned / GROUP_ROWS) * GROUP_ROWS,
        count / 2,
        packed.tables,
        least,
        step,
        packed.factorsAt(0),
        leastFactor,
        factorStep,
        packed.scores,
      );
      const twin = Float32Array.from({ length: scanned }, (_, row) => {
        let sum = 0;
        for (let m = 0; m < count; m++) sum += tables[m * 16 + encoded.codes[row * count + m]!]!;
        const factor = Math.fround(leastFactor + Math.fround(encoded.factors[row]! * factorStep));
        return Math.fround(Math.fround(least + Math.fround(sum * step)) * factor);
      });
      expect(new Float32Array(packed.memory.buffer, packed.scores, scanned)).toEqual(twin);
    });
  }

  it("ranks by codes as a sort of all scores does, across blocks, ties by the lower row", async () => {
    const rows = 9000;
    const values = unitRows(rows, 16, 3);
    // Every third row is the same vector.
    for (let row = 0; row < rows; row += 3) values.set(values.subarray(0, 16), row * 16);
    const options = { bytesPerItem: 9, rescore: 50, seed: 7 };
    const index = await QuantizedSearch.build(modules, new EmbeddingTable(rows, 16, values), options, pace);
    const query = unitRows(1, 16, 4);
    const all = index.scan(query, rows);
    const scores = new Float32Array(rows);
    all.rows.forEach((row, rank) => (scores[row] = all.scores[rank]!));
    expect(all).toEqual(rankScores(scores));
    const best = index.scan(query, 700);
    expect(best.rows).toEqual(all.rows.slice(0, 700));
  });

  it("gives exact scores, and brute force's ranking where all rows are scored exactly", async () => {
    const table = new EmbeddingTable(900, 40, unitRows(900, 40, 5));
    const queries = unitRows(3, 40, 6);
    const options = { bytesPerItem: 9, rescore: 900, seed: 7 };
    const index = await QuantizedSearch.build(modules, table, options, pace);
    expect(await index.search(queries, 20, signal)).toEqual(await new ExactSearch(table).search(queries, 20, signal));
  });

  it("finds most of the true neighbors, in few bytes", async () => {
    const table = new EmbeddingTable(6000, 64, unitRows(6000, 64, 7));
    const queries = unitRows(20, 64, 8);
    const index = await QuantizedSearch.build(modules, table, { bytesPerItem: 17, rescore: 200, seed: 7 }, pace);
    const [found, truth] = await Promise.all(
      [index, new ExactSearch(table)].map((each) => each.search(queries, 20, signal)),
    );
    const hits = found!.map(({ rows }, at) => rows.filter((row) => truth![at]!.rows.includes(row)).length);
    expect(hits.reduce((sum, count) => sum + count, 0) / 400).toBeGreaterThan(0.95);
    // 17 bytes a row, filled up to 32 rows, beside buffers of fixed size.
    expect(index.residentBytes).toBeLessThan(6016 * 17 + 2 * 65536);
  });

  it("says what it is, and ranks no more than it scores exactly", async () => {
    const table = new EmbeddingTable(100, 8, unitRows(100, 8, 9));
    const index = await QuantizedSearch.build(modules, table, { bytesPerItem: 3, rescore: 10, seed: 7 }, pace);
    expect(index.backend).toMatchObject({ name: "WASM SIMD, codes of 3 bytes", longestRanking: 10 });
    expect((await index.search(unitRows(1, 8, 1), 100, signal))[0]!.rows).toHaveLength(10);
    expect((await index.search(unitRows(1, 8, 1), 0, signal))[0]!.rows).toHaveLength(0);
  });

  it("refuses too few rows and numbers that are not finite, and stops when cancelled", async () => {
    const options = { bytesPerItem: 3, rescore: 10, seed: 7 };
    const build = (rows: number, values: Float32Array, stopped = pace) =>
      QuantizedSearch.build(modules, new EmbeddingTable(rows, 8, values), options, stopped);
    await expect(build(9, unitRows(9, 8, 1))).rejects.toThrow("expected 16 items at least");
    const values = unitRows(100, 8, 1);
    values[803 - 8] = NaN;
    await expect(build(100, values)).rejects.toThrow("NaN in row 99 at position 3");
    const controller = new AbortController();
    const stopping = {
      signal: controller.signal,
      pause: () => {
        controller.abort();
        return Promise.resolve();
      },
    };
    await expect(build(100, unitRows(100, 8, 1), stopping)).rejects.toMatchObject({ name: "AbortError" });
  });

  it("rotates as the plain form does, within float32 sums", () => {
    const rows = { rows: 131, columns: 19, values: unitRows(131, 19, 11) };
    const rotation = unitRows(19, 19, 12);
    const rotated = rotateByKernels(modules.products)(rotation, rows).values;
    const twin = rotateRows(rotation, rows).values;
    expect(Math.max(...rotated.map((value, at) => Math.abs(value - twin[at]!)))).toBeLessThan(19 * 2 ** -25 + 2 ** -24);
  });
});
