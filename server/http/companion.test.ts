import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { makeCompanion } from "./companion";
import { listen } from "./listen";

const folder = mkdtempSync(join(tmpdir(), "companion-"));
const dist = join(folder, "page");
const host = "127.0.0.1";
let companion: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret"), "outside");
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(dist, "sample.json"), "{}");
  writeFileSync(join(dist, "assets", "engine-Ab_cdE12.wasm"), Uint8Array.from([0, 97, 115, 109]));
  companion = await makeCompanion({ dist, host, isIsolated: true });
});

afterAll(async () => {
  await companion.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  companion.inject({ url, headers: { host: "localhost", ...headers } });

describe("files", () => {
  it("lets no other origin in or out, on every answer", async () => {
    for (const url of ["/", "/assets/engine-Ab_cdE12.wasm", "/api/status", "/missing.js"]) {
      const { headers } = await get(url);
      expect(headers["content-security-policy"]).toContain("default-src 'self'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(headers["cross-origin-embedder-policy"]).toBe("require-corp");
    }
  });

  it("leaves isolation out where it is not wanted", async () => {
    const plain = await makeCompanion({ dist, host, isIsolated: false });
    const { headers } = await plain.inject({ url: "/", headers: { host: "localhost" } });
    expect(headers["cross-origin-opener-policy"]).toBeUndefined();
    expect(headers["content-security-policy"]).toBeDefined();
    await plain.close();
  });

  it("lets hashed files be kept for good and asks about all others", async () => {
    const engine = await get("/assets/engine-Ab_cdE12.wasm");
    expect(engine.headers["cache-control"]).toContain("immutable");
    expect(engine.headers["content-type"]).toBe("application/wasm");
    const sample = await get("/sample.json");
    expect(sample.headers["cache-control"]).toBe("no-cache");
    const again = await get("/sample.json", { "if-none-match": String(sample.headers.etag) });
    expect(again.statusCode).toBe(304);
  });

  it("answers a range", async () => {
    const part = await get("/assets/engine-Ab_cdE12.wasm", { range: "bytes=1-3" });
    expect(part.statusCode).toBe(206);
    expect(part.body).toBe("asm");
  });

  it("answers the page's own addresses with the page, missing files with 404", async () => {
    expect((await get("/device?backend=wasm")).body).toContain("<title>page</title>");
    expect((await get("/missing.js")).statusCode).toBe(404);
    expect((await get("/api/missing")).statusCode).toBe(404);
  });

  it.each(["/../secret", "/..%2fsecret", "/%2e%2e/secret", "/assets/../../secret", "/..\\secret", "//secret"])(
    "never answers %s with a file from outside",
    async (url) => {
      const { body } = await get(url);
      expect(body).not.toContain("outside");
    },
  );
});

describe("hosts", () => {
  it.each(["localhost", "LOCALHOST:4280", "127.0.0.1:80", "[::1]:4280"])("answers to %s", async (name) => {
    expect((await get("/", { host: name })).statusCode).toBe(200);
  });

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:4280", "192.168.0.1"])(
    "refuses %s, which another page may have pointed here",
    async (name) => {
      const answer = await get("/api/status", { host: name });
      expect(answer.statusCode).toBe(421);
      expect(answer.body).toContain(name);
    },
  );
});

it("tells its version and whether pages are isolated", async () => {
  const status: unknown = (await get("/api/status")).json();
  expect(status).toMatchObject({ schema: 1, isIsolated: true });
});

it("takes the next free port unless one was asked for", async () => {
  const first = await makeCompanion({ dist, host, isIsolated: true });
  const second = await makeCompanion({ dist, host, isIsolated: true });
  const address = await listen(first, host, null);
  expect(await listen(second, host, null)).not.toBe(address);
  const third = await makeCompanion({ dist, host, isIsolated: true });
  const port = Number(new URL(address).port);
  await expect(listen(third, host, port)).rejects.toMatchObject({ name: "CommandUsageError" });
  await Promise.all([first.close(), second.close(), third.close()]);
});
