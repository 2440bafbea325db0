import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { companionFailureSchema, companionStoresSchema, storeRecordSchema } from "../../src/contracts/companionApi";
import { openLocally } from "../stores/lanceStore";
import { StoreRegistry } from "../stores/storeRegistry";
import { makeCompanion } from "./companion";
import { mostBlockBytes, storeRoutes } from "./storeRoutes";

const folder = mkdtempSync(join(tmpdir(), "store-routes-"));
const token = "0123456789abcdef";
let companion: FastifyInstance;
let registry: StoreRegistry;
let id = "";

beforeAll(async () => {
  mkdirSync(join(folder, "page"));
  writeFileSync(join(folder, "page", "index.html"), "page");
  registry = new StoreRegistry(join(folder, "stores"), {
    local: openLocally,
  });
  const rules = { dist: join(folder, "page"), host: "127.0.0.1", token, isIsolated: true };
  companion = await makeCompanion({ ...rules, routes: [storeRoutes(registry)] });
});

afterAll(async () => {
  await companion.close();
  await registry.close();
  rmSync(folder, { recursive: true });
});

const headers = { host: "localhost", authorization: `Bearer ${token}` };
const get = (path: string) => companion.inject({ url: `/api/stores${path}`, headers });
const post = (path: string, body: object) =>
  companion.inject({ method: "POST", url: `/api/stores${path}`, headers, payload: body });
const send = (path: string, numbers: Float32Array | Uint32Array | Uint8Array, type = "application/octet-stream") =>
  companion.inject({
    method: "POST",
    url: `/api/stores${path}`,
    headers: { ...headers, "content-type": type },
    payload: Buffer.from(numbers.buffer),
  });
const failure = (answer: { json: () => unknown }) => companionFailureSchema.parse(answer.json());

const request = { name: "chairs", kind: "local", dimension: 4, dataset: "d", checkpoint: "c", items: "" };
const vectors = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0.6, 0.8, 0, 0);

beforeEach(async () => {
  id = storeRecordSchema.parse((await post("", request)).json()).id;
});

describe("stores over HTTP", () => {
  it("are made, filled, searched and read in the bytes of the contract", async () => {
    const filled = await send(`/${id}/rows?first=0`, vectors);
    expect(storeRecordSchema.parse(filled.json())).toMatchObject({ rows: 3, dimension: 4, index: null });
    const answer = await send(`/${id}/search?topK=4&exact=1`, Float32Array.of(0, 1, 0, 0, 1, 0, 0, 0));
    expect(answer.headers["content-type"]).toBe("application/octet-stream");
    const bytes = new Uint8Array(answer.rawPayload).buffer;
    expect([...new Uint32Array(bytes, 0, 8)]).toEqual([1, 2, 0, 4294967295, 0, 2, 1, 4294967295]);
    const scores = new Float32Array(bytes, 32);
    expect([...scores]).toEqual([...Float32Array.of(1, 0.8, 0, 0, 1, 0.6, 0, 0)]);
    const read = await send(`/${id}/vectors`, Uint32Array.of(2, 0));
    expect(new Float32Array(new Uint8Array(read.rawPayload).buffer)).toEqual(
      Float32Array.of(0.6, 0.8, 0, 0, 1, 0, 0, 0).map(Math.fround),
    );
  });

  it("are listed with the kinds that can be made, and removed", async () => {
    const { stores, kinds } = companionStoresSchema.parse((await get("")).json());
    expect(kinds).toEqual(["local"]);
    expect(stores.map((store) => store.id)).toContain(id);
    const removed = await companion.inject({ method: "DELETE", url: `/api/stores/${id}`, headers });
    expect(removed.statusCode).toBe(204);
    expect((await get(`/${id}`)).statusCode).toBe(404);
  });

  it("are closed to those without the token", async () => {
    const answer = await companion.inject({ url: "/api/stores", headers: { host: "localhost" } });
    expect(answer.statusCode).toBe(401);
  });
});

describe("bad bodies are refused with what was expected and found:", () => {
  it("bytes that are no whole vectors", async () => {
    expect(failure(await send(`/${id}/rows?first=0`, new Uint8Array(7))).message).toMatch(/4 bytes.*7 bytes/);
    expect(failure(await send(`/${id}/rows?first=0`, new Float32Array(6))).message).toMatch(/4 numbers.*6/);
    expect(failure(await send(`/${id}/rows?first=0`, new Float32Array(0))).message).toMatch(/at least one.*0/);
  });

  it("numbers as JSON", async () => {
    expect(failure(await post(`/${id}/rows?first=0`, [1, 2, 3, 4])).message).toContain("application/octet-stream");
  });

  it("numbers that are none, in rows and in queries", async () => {
    const rows = await send(`/${id}/rows?first=0`, Float32Array.of(0, 0, Infinity, 0));
    expect(failure(rows).message).toMatch(/row 0 holds Infinity at position 2/);
    const query = await send(`/${id}/search?topK=1`, Float32Array.of(0, NaN, 0, 0));
    expect(failure(query).message).toContain("NaN");
  });

  it("blocks out of order, rows that are not there, and searches for too much", async () => {
    await send(`/${id}/rows?first=0`, vectors);
    expect(failure(await send(`/${id}/rows?first=0`, vectors)).message).toMatch(/row 3.*row 0$/);
    expect(failure(await send(`/${id}/vectors`, Uint32Array.of(3))).message).toMatch(/below 3.*row 3/);
    expect((await send(`/${id}/search?topK=20000`, new Float32Array(4))).statusCode).toBe(413);
    expect(failure(await send(`/${id}/search?topK=0`, new Float32Array(4))).message).toContain("topK");
    expect(failure(await send(`/${id}/rows`, vectors)).message).toContain("first");
  });

  it("blocks longer than one answer may be", async () => {
    const answer = await send(`/${id}/rows?first=0`, new Float32Array(mostBlockBytes / 4 + 4));
    expect(answer.statusCode).toBe(413);
    expect(failure(answer).name).toBe("LimitExceededError");
  });

  it("requests for a store that say too little", async () => {
    expect(failure(await post("", { ...request, dimension: 0 })).message).toContain("dimension");
    expect(failure(await post("", { ...request, kind: "milvus" })).message).toContain("Milvus");
  });
});
