import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";

import { makeCompanion } from "../../../server/http/companion";
import { storeRoutes } from "../../../server/http/storeRoutes";
import { openLocally } from "../../../server/stores/lanceStore";
import { measureRecall } from "../../../server/stores/measureRecall";
import { StoreRegistry } from "../../../server/stores/storeRegistry";
import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { seededRandom } from "../../core/numeric/random";
import { ExactSearch } from "../../core/search/exactSearch";
import { CompanionSearch, longestStoreRanking } from "./companionSearch";

const folder = mkdtempSync(join(tmpdir(), "companion-search-"));
const token = "0123456789abcdef";
const rows = 1500;
const dimension = 16;
const vectors = drawVectors();
const { signal } = new AbortController();
let companion: FastifyInstance;
let registry: StoreRegistry;
let baseUrl = "";

const request = (url: string, options: RequestInit) =>
  fetch(url, { ...options, headers: { ...(options.headers as object), Authorization: `Bearer ${token}` } });

function drawVectors(): Float32Array<ArrayBuffer> {
  const random = seededRandom(7);
  return Float32Array.from({ length: rows * dimension }, () => random.normal() / 4);
}

beforeAll(async () => {
  mkdirSync(join(folder, "page"));
  writeFileSync(join(folder, "page", "index.html"), "page");
  registry = new StoreRegistry(join(folder, "stores"), { local: openLocally });
  const rules = { dist: join(folder, "page"), host: "127.0.0.1", token, isIsolated: true };
  companion = await makeCompanion({ ...rules, routes: [storeRoutes(registry)] });
  const address = await companion.listen({ host: "127.0.0.1", port: 0 });
  const filled = { name: "chairs", kind: "local", dimension, dataset: "d", checkpoint: "c", items: "" } as const;
  const { id } = await registry.create(filled);
  await registry.append(id, 0, vectors);
  baseUrl = `${address}/api/stores/${id}`;
});

afterAll(async () => {
  await companion.close();
  await registry.close();
  rmSync(folder, { recursive: true });
});

it("ranks as the page's own exact search does, bit for bit, while there is no index", async () => {
  const search = await CompanionSearch.open(baseUrl, request);
  const exact = new ExactSearch(new EmbeddingTable(rows, dimension, vectors, 0));
  const queries = vectors.slice(0, 5 * dimension);
  expect(search.backend.approximation).toBeUndefined();
  expect(await search.search(queries, 40, signal)).toEqual(await exact.search(queries, 40, signal));
});

it("gives no more than its longest ranking where the complete one is asked for, and says so", async () => {
  const search = await CompanionSearch.open(baseUrl, request);
  const [ranking] = await search.search(vectors.slice(0, dimension), search.rows, signal);
  expect(search.backend.longestRanking).toBe(longestStoreRanking);
  expect(ranking?.rows.length).toBe(longestStoreRanking);
});

it("reads stored vectors, of more rows than one request brings", async () => {
  const search = await CompanionSearch.open(baseUrl, request);
  const wanted = Uint32Array.from({ length: 5000 }, (_, i) => (i * 7) % rows);
  const read = await search.readVectors(wanted, signal);
  for (const i of [0, 1, 4095, 4096, 4999]) {
    const row = (i * 7) % rows;
    expect(read.slice(i * dimension, (i + 1) * dimension)).toEqual(
      vectors.slice(row * dimension, (row + 1) * dimension),
    );
  }
});

it("says that an indexed store is approximate, and how good it was measured to be", async () => {
  const id = baseUrl.split("/").at(-1) ?? "";
  const report = (): void => undefined;
  await registry.buildIndex(id, {}, { signal, report });
  expect((await CompanionSearch.open(baseUrl, request)).backend.approximation).toEqual({ recall: null });
  await measureRecall(registry, id, { queries: 5, topK: 10, signal, report });
  const { approximation } = (await CompanionSearch.open(baseUrl, request)).backend;
  expect(approximation?.recall).toMatchObject({ queries: 5, topK: 10 });
});

it("hands on what the companion refuses, and says when nothing answers", async () => {
  const missing = CompanionSearch.open(
    baseUrl.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    request,
  );
  await expect(missing).rejects.toMatchObject({ name: "DatasetMissingError" });
  const unreachable = CompanionSearch.open("http://127.0.0.1:9/api/stores/x", request);
  await expect(unreachable).rejects.toMatchObject({ name: "CompanionUnreachableError" });
});

it("ends with an AbortError when it is cancelled", async () => {
  const search = await CompanionSearch.open(baseUrl, request);
  const controller = new AbortController();
  const searching = search.search(vectors.slice(0, dimension), 10, controller.signal);
  controller.abort();
  await expect(searching).rejects.toMatchObject({ name: "AbortError" });
});
