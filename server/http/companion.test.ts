import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { companionFailureSchema, companionStatusSchema } from "../../src/contracts/companionApi";
import { makeToken } from "./accessToken";
import { type CompanionRoutes, makeCompanion } from "./companion";
import { listen } from "./listen";

const folder = mkdtempSync(join(tmpdir(), "companion-"));
const dist = join(folder, "page");
const host = "127.0.0.1";
const token = makeToken();
const things: CompanionRoutes = (app) => {
  app.get("/api/things", () => ({ thing: 1 }));
  app.post("/api/things", () => ({ thing: 2 }));
};
const options = { dist, host, token, routes: [things] };
let companion: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret"), "outside");
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(dist, "sample.json"), "{}");
  writeFileSync(join(dist, "assets", "engine-Ab_cdE12.wasm"), Uint8Array.from([0, 97, 115, 109]));
  companion = await makeCompanion({ ...options, isIsolated: true });
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
    const plain = await makeCompanion({ ...options, isIsolated: false });
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
    const unknown = await get("/api/missing");
    expect(unknown.statusCode).toBe(404);
    expect(companionFailureSchema.parse(unknown.json()).message).toContain("/api/missing");
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

describe("the token", () => {
  const cookieOf = async (url: string, name = "localhost:4281") => {
    const answer = await get(url, { host: name });
    return { answer, cookie: String(answer.headers["set-cookie"] ?? "") };
  };

  it("becomes a cookie that no script reads, and leaves the address", async () => {
    const { answer, cookie } = await cookieOf(`/device?backend=wasm&token=${token}`);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe("/device?backend=wasm");
    expect(cookie).toBe(`studio-token-4281=${token}; Path=/; HttpOnly; SameSite=Strict`);
  });

  it("leads to no other machine", async () => {
    const { answer } = await cookieOf(`//evil.example/?token=${token}`);
    expect(String(answer.headers.location)).toBe("/evil.example/");
  });

  it("sets no cookie where it is wrong, and opens the page all the same", async () => {
    const { answer, cookie } = await cookieOf("/?token=guess");
    expect([answer.statusCode, answer.headers.location, cookie]).toEqual([303, "/", ""]);
  });

  it.each(["/api/things", "/%61pi/things", "/api/%74hings", "/api/things?token="])(
    "is asked for at %s, with words that say what to do",
    async (url) => {
      const answer = await get(url);
      expect(answer.statusCode).toBe(401);
      expect(companionFailureSchema.parse(answer.json())).toMatchObject({
        name: "CompanionRefusedError",
        hint: expect.stringContaining("?token=") as string,
      });
    },
  );

  it("is taken from the cookie of the same port, or from a script's header", async () => {
    const things = (headers: Record<string, string>) => get("/api/things", headers).then((answer) => answer.statusCode);
    expect(await things({ host: "localhost:4281", cookie: `a=b; studio-token-4281=${token}` })).toBe(200);
    expect(await things({ host: "localhost:4281", cookie: `studio-token-4282=${token}` })).toBe(401);
    expect(await things({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await things({ authorization: `Bearer ${token}x` })).toBe(401);
  });

  it("is not needed to ask whether it was shown", async () => {
    const isAllowed = async (headers: Record<string, string>) =>
      companionStatusSchema.parse((await get("/api/status", headers)).json()).isAllowed;
    expect(await isAllowed({})).toBe(false);
    expect(await isAllowed({ cookie: `studio-token-80=${token}` })).toBe(true);
  });
});

describe("origins", () => {
  const cookie = `studio-token-4281=${token}`;
  const post = (headers: Record<string, string>) =>
    companion.inject({ method: "POST", url: "/api/things", headers: { host: "localhost:4281", cookie, ...headers } });

  it("lets its own page change things", async () => {
    expect((await post({ origin: "http://localhost:4281" })).statusCode).toBe(200);
    expect((await post({ origin: "http://LOCALHOST:4281", "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
  });

  it.each<Record<string, string>>([
    { origin: "http://evil.example" },
    { origin: "http://localhost:4282" },
    { origin: "null" },
    { origin: "http://localhost:4281", "sec-fetch-site": "same-site" },
    {},
  ])("refuses to change things for %j, even with the cookie", async (headers) => {
    expect((await post(headers)).statusCode).toBe(401);
  });

  it("refuses to show things to a page elsewhere", async () => {
    const elsewhere = { host: "localhost:4281", cookie, "sec-fetch-site": "cross-site" };
    expect((await get("/api/things", elsewhere)).statusCode).toBe(401);
    expect(
      (await get("/api/things", { host: "localhost:4281", cookie, origin: "http://localhost:80" })).statusCode,
    ).toBe(401);
  });

  it("lets a script change things that shows the token itself", async () => {
    expect((await post({ cookie: "", authorization: `Bearer ${token}` })).statusCode).toBe(200);
  });
});

it("tells its version and whether pages are isolated", async () => {
  const status: unknown = (await get("/api/status")).json();
  expect(status).toMatchObject({ schema: 1, isIsolated: true });
});

it("takes the next free port unless one was asked for", async () => {
  const first = await makeCompanion({ ...options, isIsolated: true });
  const second = await makeCompanion({ ...options, isIsolated: true });
  const address = await listen(first, host, null);
  expect(await listen(second, host, null)).not.toBe(address);
  const third = await makeCompanion({ ...options, isIsolated: true });
  const port = Number(new URL(address).port);
  await expect(listen(third, host, port)).rejects.toMatchObject({ name: "CommandUsageError" });
  await Promise.all([first.close(), second.close(), third.close()]);
});
