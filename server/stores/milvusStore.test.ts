import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { EmbeddingTable } from "../../src/core/embedding/embeddingTable";
import { seededRandom } from "../../src/core/numeric/random";
import { ExactSearch } from "../../src/core/search/exactSearch";
import { environmentPython } from "../environment/trainerPython";
import { openLocally } from "./lanceStore";
import { measureRecall } from "./measureRecall";
import { MilvusStore, openInMilvus } from "./milvusStore";
import { StoreRegistry } from "./storeRegistry";

/** Making the server's environment on a new machine; `npm test` has done so before. */
const setupMs = 600_000;
const startMs = 60_000;
const dimension = 16;
const folder = mkdtempSync(join(tmpdir(), "milvus-"));
const { signal } = new AbortController();
const report = (): void => undefined;
let server: ChildProcess;
let address = "";
let registry: StoreRegistry;

beforeAll(async () => {
  const python = await environmentPython("milvus.lock", () => undefined);
  const port = await freePort();
  address = `127.0.0.1:${port}`;
  const program = join(dirname(python), "milvus-lite");
  const args = ["server", "--data-dir", join(folder, "data"), "--host", "127.0.0.1", "--port", String(port)];
  server = spawn(program, args, { stdio: "ignore" });
  await untilItAnswers();
  registry = openRegistry();
}, setupMs);

afterAll(async () => {
  await registry.close();
  const ended = new Promise((resolve) => server.on("close", resolve));
  server.kill();
  await ended;
  rmSync(folder, { recursive: true });
});

const openRegistry = () =>
  new StoreRegistry(join(folder, "stores"), { local: openLocally, milvus: openInMilvus(address) });

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const found = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof found === "object" && found !== null ? found.port : 0;
}

async function untilItAnswers(): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    try {
      await (await MilvusStore.open(address, "studio_probe", 4)).remove();
      return;
    } catch (error) {
      if (Date.now() - startedAt > startMs) throw error;
      await wait(200);
    }
  }
}

function drawVectors(rows: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(7);
  return Float32Array.from({ length: rows * dimension }, () => random.normal() / 4);
}

const request = { name: "chairs", kind: "milvus", dimension, dataset: "d", checkpoint: "c", items: "" } as const;

describe("a store in Milvus, asked through a real server", () => {
  it("is filled in blocks, ranks as brute force does, and reads its vectors", async () => {
    const { id, engineVersion } = await registry.create(request);
    expect(engineVersion).toMatch(/\d+\.\d+/);
    const vectors = drawVectors(1300);
    await registry.append(id, 0, vectors.slice(0, 500 * dimension));
    await registry.append(id, 500, vectors.slice(500 * dimension));
    await expect(registry.append(id, 500, vectors.slice(0, dimension))).rejects.toThrow(/row 1300.*row 500/);
    const exact = new ExactSearch(new EmbeddingTable(1300, dimension, vectors, 0));
    const queries = vectors.slice(0, 3 * dimension);
    const found = await registry.search(id, queries, { topK: 20, isExact: true, signal });
    expect(found).toEqual(await exact.search(queries, 20, signal));
    const read = await registry.readVectors(id, Uint32Array.of(1299, 0));
    expect(read.slice(0, dimension)).toEqual(vectors.slice(1299 * dimension));
  });

  it("builds an index, reports its recall, and is found by the next companion", async () => {
    const { id } = await registry.create(request);
    await registry.append(id, 0, drawVectors(1200));
    await registry.buildIndex(id, {}, { signal, report });
    await measureRecall(registry, id, { queries: 3, topK: 10, signal, report });
    await registry.close();
    registry = openRegistry();
    const record = await registry.read(id);
    expect(record).toMatchObject({ kind: "milvus", rows: 1200, index: { parameters: { type: "HNSW", M: 16 } } });
    expect(record.recall?.value).toBeGreaterThan(0.9);
    await registry.remove(id);
    await expect(registry.read(id)).rejects.toMatchObject({ name: "DatasetMissingError" });
  });

  it("says which address did not answer", async () => {
    await expect(MilvusStore.open("127.0.0.1:9", "studio_x", 4)).rejects.toMatchObject({
      name: "VectorStoreError",
      message: expect.stringContaining("127.0.0.1:9") as string,
    });
  });
});
