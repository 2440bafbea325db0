import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, describe, expect, it } from "vitest";

import type { VectorSource } from "../../src/core/search/searchIndex";
import { ExactSearch } from "../../src/core/search/exactSearch";
import { seededRandom } from "../../src/core/numeric/random";
import { openLocally } from "./lanceStore";
import { measureRecall } from "./measureRecall";
import { StoreRegistry } from "./storeRegistry";

const folder = mkdtempSync(join(tmpdir(), "stores-"));
const signal = new AbortController().signal;
const opened: StoreRegistry[] = [];
const report = (): void => undefined;

function openRegistry(root = mkdtempSync(join(folder, "root-"))): StoreRegistry {
  const registry = new StoreRegistry(root, { local: openLocally });
  opened.push(registry);
  return registry;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((registry) => registry.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const request = (dimension: number) => ({
  name: "chairs",
  kind: "local" as const,
  dimension,
  dataset: "dataset-1",
  checkpoint: "checkpoint-1",
  items: "abc",
});

/** [rows, D] around 20 centers, unit length; every 50th row repeats the one before. */
function drawVectors(rows: number, dimension: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(7);
  const centers = Array.from({ length: 20 * dimension }, () => random.normal());
  const vectors = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    if (row % 50 === 49) vector.set(vectors.subarray((row - 1) * dimension, row * dimension));
    else vector.forEach((_, d) => (vector[d] = (centers[(row % 20) * dimension + d] ?? 0) + random.normal()));
    const norm = Math.hypot(...vector);
    vector.forEach((value, d) => (vector[d] = value / norm));
  }
  return vectors;
}

function bruteForce(vectors: Float32Array, dimension: number, queries: Float32Array, topK: number) {
  const source: VectorSource = {
    firstRow: 0,
    rows: vectors.length / dimension,
    dimension,
    read: (rows, into) =>
      rows.forEach((row, i) => into.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension)),
  };
  return new ExactSearch(source).search(queries, topK, { aborted: false, throwIfAborted: () => undefined });
}

describe("a local store", () => {
  it.each([8, 13])("without an index ranks as brute force does, ties included (%i dimensions)", async (dimension) => {
    const registry = openRegistry();
    const { id } = await registry.create(request(dimension));
    const vectors = drawVectors(700, dimension);
    await registry.append(id, 0, vectors.slice(0, 300 * dimension));
    await registry.append(id, 300, vectors.slice(300 * dimension));
    const queries = vectors.slice(40 * dimension, 60 * dimension);
    const found = await registry.search(id, queries, { topK: 25, isExact: false, signal });
    expect(found).toEqual(await bruteForce(vectors, dimension, queries, 25));
  });

  it("gives fewer rows where there are fewer, none where it is empty", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(4));
    const query = Float32Array.of(1, 0, 0, 0);
    const ask = () => registry.search(id, query, { topK: 5, isExact: true, signal });
    expect((await ask())[0]?.rows).toEqual(new Uint32Array(0));
    await registry.append(id, 0, Float32Array.of(0, 1, 0, 0, 1, 0, 0, 0));
    expect((await ask())[0]).toEqual({ rows: Uint32Array.of(1, 0), scores: Float32Array.of(1, 0) });
  });

  it("reads vectors in the order asked for, repeated ones too", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(8));
    const vectors = drawVectors(90, 8);
    await registry.append(id, 0, vectors);
    const read = await registry.readVectors(id, Uint32Array.of(70, 3, 70));
    expect(read).toEqual(Float32Array.from([70, 3, 70].flatMap((row) => [...vectors.slice(row * 8, row * 8 + 8)])));
  });

  it("builds an index, finds rows appended later, and reports its recall", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(16));
    const vectors = drawVectors(3100, 16);
    await registry.append(id, 0, vectors.slice(0, 3000 * 16));
    await registry.buildIndex(id, { probes: 12 }, { signal, report });
    const { index } = await registry.read(id);
    expect(index?.parameters).toMatchObject({ type: "IVF_RQ", partitions: 18, probes: 12, rows: 3000 });
    await measureRecall(registry, id, { queries: 20, topK: 10, signal, report });
    const { recall } = await registry.read(id);
    expect(recall).toMatchObject({ queries: 20, topK: 10 });
    expect(recall?.value).toBeGreaterThan(0.8);
    await registry.append(id, 3000, vectors.slice(3000 * 16));
    expect((await registry.read(id)).recall).toBeNull();
    const [found] = await registry.search(id, vectors.slice(3060 * 16, 3061 * 16), { topK: 1, isExact: false, signal });
    expect(found?.rows[0]).toBe(3060);
  });

  it("stops a build when asked, keeps its rows and takes more", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(16));
    await registry.append(id, 0, drawVectors(2000, 16));
    const controller = new AbortController();
    const building = registry.buildIndex(id, {}, { signal: controller.signal, report: () => controller.abort() });
    await expect(building).rejects.toMatchObject({ name: "AbortError" });
    expect(await registry.read(id)).toMatchObject({ rows: 2000, index: null });
    expect((await registry.append(id, 2000, drawVectors(10, 16))).rows).toBe(2010);
  });
});

describe("the registry", () => {
  it("finds its stores again after a restart, with what was measured", async () => {
    const root = mkdtempSync(join(folder, "root-"));
    const first = openRegistry(root);
    const { id } = await first.create(request(8));
    await first.append(id, 0, drawVectors(50, 8));
    await measureRecall(first, id, { queries: 3, topK: 5, signal, report });
    await first.close();
    const [record] = (await openRegistry(root).list()).stores;
    expect(record).toMatchObject({ id, name: "chairs", rows: 50, dimension: 8, kind: "local", dataset: "dataset-1" });
    expect(record?.recall).toMatchObject({ value: 1, topK: 5 });
    expect(record?.bytesOnDisk).toBeGreaterThan(50 * 8 * 4);
  });

  it("refuses a block that was sent twice or leaves a gap, with both numbers", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(8));
    await registry.append(id, 0, drawVectors(50, 8));
    const again = registry.append(id, 0, drawVectors(50, 8));
    await expect(again).rejects.toMatchObject({ name: "VectorStoreError" });
    await expect(again).rejects.toThrow(/row 50.*row 0$/);
    await expect(registry.append(id, 60, drawVectors(5, 8))).rejects.toThrow(/row 50.*row 60/);
    expect((await registry.read(id)).rows).toBe(50);
  });

  it("refuses blocks of another dimension and numbers that are none, naming the row", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(8));
    await expect(registry.append(id, 0, new Float32Array(12))).rejects.toThrow(/8 numbers.*12/);
    const vectors = drawVectors(3, 8);
    vectors[17] = NaN;
    await expect(registry.append(id, 0, vectors)).rejects.toThrow(/row 2 holds NaN at position 1/);
  });

  it("removes a store with all its files", async () => {
    const root = mkdtempSync(join(folder, "root-"));
    const registry = openRegistry(root);
    const { id } = await registry.create(request(8));
    await registry.append(id, 0, drawVectors(20, 8));
    await registry.remove(id);
    expect(readdirSync(root)).toEqual([]);
    await expect(registry.read(id)).rejects.toMatchObject({ name: "DatasetMissingError" });
  });

  it.each(["../secret", "store-../../etc", "", "store-0123456789abcdeg"])("never opens %j as a store", async (id) => {
    await expect(openRegistry().read(id)).rejects.toMatchObject({ name: "DatasetMissingError" });
  });

  it("says which file of a store cannot be read", async () => {
    const root = mkdtempSync(join(folder, "root-"));
    const registry = openRegistry(root);
    const { id } = await registry.create(request(8));
    await registry.close();
    writeFileSync(join(root, id, "store.json"), "{");
    await expect(openRegistry(root).read(id)).rejects.toThrow(/store\.json/);
  });

  it("refuses an index over too few rows, unknown settings, and a Milvus that was not named", async () => {
    const registry = openRegistry();
    const { id } = await registry.create(request(8));
    await registry.append(id, 0, drawVectors(20, 8));
    await expect(registry.buildIndex(id, {}, { signal, report })).rejects.toThrow(/1000 rows.*20/);
    await registry.append(id, 20, drawVectors(1200, 8));
    await expect(registry.buildIndex(id, { color: 3 }, { signal, report })).rejects.toThrow(/color/);
    await expect(registry.create({ ...request(8), kind: "milvus" })).rejects.toThrow(/Milvus/);
  });
});

it("lists the others where the file of one store is broken, and names that one", async () => {
  const root = mkdtempSync(join(folder, "root-"));
  const registry = openRegistry(root);
  const { id } = await registry.create(request(4));
  const broken = "store-0123456789abcdef";
  mkdirSync(join(root, broken));
  writeFileSync(join(root, broken, "store.json"), '{"schema":1,"sto');
  const listed = await openRegistry(root).list();
  expect(listed.stores.map((store) => store.id)).toEqual([id]);
  expect(listed.broken).toEqual([{ id: broken, message: expect.stringContaining("store.json") as string }]);
});
