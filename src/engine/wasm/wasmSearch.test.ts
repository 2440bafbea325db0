import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { encodeFloat16 } from "../../core/numeric/float16";
import { ExactSearch } from "../../core/search/exactSearch";
import { readWasmFeatures } from "../device/wasmFeatures";
import type { KernelModules } from "./kernelModule";
import { WasmSearch } from "./wasmSearch";

// Node 20 has relaxed SIMD behind a flag; later versions have it, and only warn of a flag that is gone.
if (!readWasmFeatures(false).hasRelaxedSimd) setFlagsFromString("--experimental-wasm-relaxed-simd");

const moduleNamed = (name: string) =>
  new WebAssembly.Module(readFileSync(new URL(`./generated/${name}.wasm`, import.meta.url)));
const search = moduleNamed("searchKernels");
const never = new AbortController().signal;
const noPause = () => Promise.resolve();

/** Seeded numbers, roughly normal. */
function randomNumbers(count: number, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => uniform() + uniform() + uniform() + uniform() - 2);
}

const engines: readonly (readonly [string, () => KernelModules])[] = [
  ["WASM SIMD", () => ({ search, relaxed: null })],
  ["WASM SIMD, relaxed", () => ({ search, relaxed: moduleNamed("relaxedKernels") })],
];

describe.each(engines)("WasmSearch on %s", (name, modulesOf) => {
  const modules = modulesOf();

  async function expectSameAsTwin(table: EmbeddingTable, queries: Float32Array, topK: number): Promise<void> {
    const found = await WasmSearch.open(modules, table, noPause).search(queries, topK, never);
    const expected = await new ExactSearch(table).search(queries, topK, never);
    expect(found).toEqual(expected);
  }

  it("says what it runs on", () => {
    expect(WasmSearch.open(modules, new EmbeddingTable(1, 1, Float32Array.of(1)), noPause).backend.name).toBe(name);
  });

  for (const dimension of [1, 3, 17, 512, 1280]) {
    for (const [rows, topK] of [
      [5, 2],
      [1023, 100],
      [1029, 7],
      [2200, 1000],
    ] as const) {
      it(`equals brute force for ${rows} × ${dimension}, top ${topK}`, async () => {
        const table = new EmbeddingTable(rows, dimension, randomNumbers(rows * dimension, rows + dimension));
        await expectSameAsTwin(table, randomNumbers(3 * dimension, 99), topK);
      });
    }
  }

  it("equals brute force over vectors stored as float16", async () => {
    const halves = Uint16Array.from(randomNumbers(2500 * 24, 5), encodeFloat16);
    await expectSameAsTwin(new EmbeddingTable(2500, 24, halves), randomNumbers(24, 6), 50);
  });

  it("answers more queries than one scan serves, each as if alone", async () => {
    const table = new EmbeddingTable(2000, 16, randomNumbers(2000 * 16, 1));
    await expectSameAsTwin(table, randomNumbers(131 * 16, 2), 9);
  });

  it("keeps searches apart that run at the same time", async () => {
    const table = new EmbeddingTable(5000, 16, randomNumbers(5000 * 16, 1));
    const index = WasmSearch.open(modules, table, () => new Promise((resolve) => setTimeout(resolve)));
    const queries = [2, 3, 4].map((seed) => randomNumbers(2 * 16, seed));
    const found = await Promise.all(queries.map((query) => index.search(query, 10, never)));
    const twin = new ExactSearch(table);
    expect(found).toEqual(await Promise.all(queries.map((query) => twin.search(query, 10, never))));
  });

  it("ranks ties by the lower row, across blocks", async () => {
    const one = randomNumbers(20, 3);
    const vectors = new Float32Array(4000 * 20);
    for (let row = 0; row < 4000; row++) vectors.set(row % 3 === 0 ? one : randomNumbers(20, row), row * 20);
    await expectSameAsTwin(new EmbeddingTable(4000, 20, vectors), one, 40);
  });

  it("tells apart rows that differ by less than their codes can", async () => {
    const one = randomNumbers(48, 4);
    const noise = randomNumbers(6000 * 48, 5);
    const vectors = noise.map((value, i) => one[i % 48]! + value * 1e-5);
    await expectSameAsTwin(new EmbeddingTable(6000, 48, vectors), one, 100);
  });

  it("collects rows that get better and better, more than its list first holds", async () => {
    const rows = 12_000;
    const vectors = Float32Array.from({ length: rows * 8 }, (_, i) => 1 + i / (rows * 8000));
    await expectSameAsTwin(new EmbeddingTable(rows, 8, vectors), new Float32Array(8).fill(1), 10);
  });

  it("ranks zero vectors and zero queries", async () => {
    const vectors = randomNumbers(1500 * 8, 6).map((value, i) => ((i >> 3) % 2 === 0 ? 0 : value));
    await expectSameAsTwin(new EmbeddingTable(1500, 8, vectors), randomNumbers(8, 7), 700);
    await expectSameAsTwin(new EmbeddingTable(1500, 8, vectors), new Float32Array(8), 5);
  });

  it("stays exact where one number dwarfs all others of a row", async () => {
    const vectors = randomNumbers(2000 * 32, 8).map((value, i) => (i % 32 === 5 ? value * 1e4 : value));
    await expectSameAsTwin(new EmbeddingTable(2000, 32, vectors), randomNumbers(32, 9), 30);
  });

  for (const scale of [1e-44, 1e-30, 1e-12, 1e12, 1e30, 3e37]) {
    it(`stays exact for rows and queries around ${scale}`, async () => {
      const mixed = randomNumbers(1200 * 12, 10).map((value, i) =>
        Math.floor(i / 12) % 5 === 0 ? value * scale : value,
      );
      const table = new EmbeddingTable(1200, 12, mixed);
      await expectSameAsTwin(table, randomNumbers(12, 11), 20);
      await expectSameAsTwin(
        table,
        randomNumbers(12, 11).map((value) => value * scale),
        20,
      );
    });
  }

  it("answers for an empty gallery, one row, and K beyond the rows", async () => {
    await expectSameAsTwin(new EmbeddingTable(0, 4, new Float32Array()), randomNumbers(4, 1), 3);
    await expectSameAsTwin(new EmbeddingTable(1, 4, randomNumbers(4, 2)), randomNumbers(4, 1), 3);
    await expectSameAsTwin(new EmbeddingTable(9, 4, randomNumbers(36, 2)), randomNumbers(4, 1), 9);
  });

  it("equals brute force for any small table", async () => {
    const numbers = fc.constantFrom(0, 1, -1, 0.5, 127, -127, 1e-8, 3.4e38, -1e-45);
    const tables = fc.integer({ min: 1, max: 9 }).chain((dimension) =>
      fc.record({
        dimension: fc.constant(dimension),
        vectors: fc.array(fc.array(numbers, { minLength: dimension, maxLength: dimension }), {
          minLength: 1,
          maxLength: 40,
        }),
        query: fc.array(fc.constantFrom(0, 1, -1, 0.25, 1e-3, 9), { minLength: dimension, maxLength: dimension }),
        topK: fc.integer({ min: 0, max: 12 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(tables, async ({ dimension, vectors, query, topK }) => {
        const table = new EmbeddingTable(vectors.length, dimension, Float32Array.from(vectors.flat()));
        await expectSameAsTwin(table, Float32Array.from(query), topK);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("scans what float32 and 32-bit sums bear: the largest codes against the largest queries", async () => {
    for (const sign of [1, -1]) {
      const vectors = new Float32Array(1030 * 2064).fill(sign);
      await expectSameAsTwin(new EmbeddingTable(1030, 2064, vectors), new Float32Array(2 * 2064).fill(1), 3);
    }
  });

  it("names the row of a number that is not finite", () => {
    for (const wrong of [NaN, Infinity, -Infinity]) {
      const vectors = new Float32Array(1100 * 3).fill(1);
      vectors[1030 * 3 + 2] = wrong;
      const open = () => WasmSearch.open(modules, new EmbeddingTable(1100, 3, vectors), noPause);
      expect(open).toThrow(`found ${wrong} in row 1030 at position 2`);
    }
  });

  it("stops between blocks when cancelled", async () => {
    const controller = new AbortController();
    const table = new EmbeddingTable(3000, 4, randomNumbers(12_000, 1));
    const index = WasmSearch.open(modules, table, () => {
      controller.abort();
      return Promise.resolve();
    });
    await expect(index.search(randomNumbers(4, 2), 5, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});
