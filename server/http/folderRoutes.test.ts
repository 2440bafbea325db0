import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";

import {
  companionCheckpointsSchema,
  companionFailureSchema,
  listingLineSchema,
} from "../../src/contracts/companionApi";
import { root } from "../checkout";
import { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import { DatasetRoots } from "../datasets/datasetRoots";
import { checkpointRoutes } from "./checkpointRoutes";
import { makeCompanion } from "./companion";
import { folderRoutes } from "./folderRoutes";

const folder = mkdtempSync(join(tmpdir(), "folders-"));
const pictures = join(folder, "pictures");
const token = "a-token-of-this-test";
let companion: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(pictures, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "secret.png"), "secret");
  for (const name of ["a.png", "assets/engine-Ab_cdE12.js", "page.html", "100% #1?.PNG"])
    writeFileSync(join(pictures, name), name);
  writeFileSync(join(pictures, "empty.png"), "");
  symlinkSync("../secret.png", join(pictures, "outside.png"));
  const roots = new DatasetRoots([
    { name: "Pictures", path: pictures },
    { name: "Unplugged", path: join(folder, "unplugged") },
  ]);
  const registry = new CheckpointRegistry([join(root, "public/models/default")], join(root, "public/models"));
  const routes = [folderRoutes(roots), checkpointRoutes(registry)];
  companion = await makeCompanion({ dist: folder, host: "127.0.0.1", token, isIsolated: true, routes });
});
afterAll(async () => {
  await companion.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  companion.inject({
    url: `/api/${url}`,
    headers: { host: "localhost", authorization: `Bearer ${token}`, ...headers },
  });
const file = (path: string, headers?: Record<string, string>) => get(`folders/pictures/files/${path}`, headers);

it("names its folders, but not where they lie", async () => {
  const { body } = await get("folders");
  expect(JSON.parse(body)).toEqual({
    folders: [
      { id: "pictures", name: "Pictures" },
      { id: "unplugged", name: "Unplugged" },
    ],
  });
});

it("lists a folder line by line", async () => {
  const { body, headers } = await get("folders/pictures/listing");
  expect(headers["content-type"]).toBe("application/x-ndjson");
  const lines = body
    .trimEnd()
    .split("\n")
    .map((line) => listingLineSchema.parse(JSON.parse(line)));
  expect(lines.map((line) => ("path" in line ? line.path : line.reason))).toEqual([
    "100% #1?.PNG",
    "a.png",
    "assets/engine-Ab_cdE12.js",
    "empty.png",
    "page.html",
    "symbolic link that leaves the folder",
  ]);
});

it("says so where a folder cannot be reached, before anything is listed", async () => {
  const answer = await get("folders/unplugged/listing");
  expect(answer.statusCode).toBe(404);
  expect(companionFailureSchema.parse(answer.json()).name).toBe("FolderReadError");
});

it("answers whole files, parts of them, and nothing where they are known already", async () => {
  const whole = await file("a.png");
  expect([whole.statusCode, whole.body, whole.headers["content-type"]]).toEqual([200, "a.png", "image/png"]);
  const part = await file("a.png", { range: "bytes=2-" });
  expect([part.statusCode, part.body, part.headers["content-range"]]).toEqual([206, "png", "bytes 2-4/5"]);
  const beyond = await file("a.png", { range: "bytes=9-" });
  expect([beyond.statusCode, beyond.headers["content-range"]]).toEqual([416, "bytes */5"]);
  const tag = String(whole.headers.etag);
  expect((await file("a.png", { "if-none-match": tag })).statusCode).toBe(304);
  expect((await file("a.png", { "if-range": '"other"', range: "bytes=2-" })).body).toBe("a.png");
  utimesSync(join(pictures, "a.png"), 1, 1);
  expect((await file("a.png", { "if-none-match": tag })).statusCode).toBe(200);
});

it("answers empty files and names with signs that an address gives a meaning", async () => {
  const empty = await file("empty.png");
  expect([empty.statusCode, empty.body, empty.headers["content-length"]]).toEqual([200, "", "0"]);
  expect((await file(encodeURIComponent("100% #1?.PNG"))).body).toBe("100% #1?.PNG");
});

it("lets no file of a user run in the page's origin", async () => {
  for (const path of ["page.html", "assets/engine-Ab_cdE12.js"]) {
    const { headers } = await file(path);
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("sandbox");
    expect(headers["cache-control"]).toBe("private, no-cache");
  }
});

it.each([
  "../secret.png",
  "%2e%2e/secret.png",
  "..%2fsecret.png",
  "outside.png",
  "/etc/passwd",
  "..%5csecret.png",
  "%00",
])("never answers %s with a file from outside", async (path) => {
  const answer = await file(path);
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.body).not.toMatch(/^secret|root:/);
});

it("lists checkpoints by manifest and hash, each once", async () => {
  const { checkpoints } = companionCheckpointsSchema.parse((await get("checkpoints")).json());
  expect(checkpoints).toHaveLength(1);
  expect(checkpoints[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

it("gives the files that a checkpoint's manifest names, and no others", async () => {
  const { checkpoints } = companionCheckpointsSchema.parse((await get("checkpoints")).json());
  const files = `checkpoints/${checkpoints[0]?.id ?? ""}/files`;
  const manifest: unknown = (await get(`${files}/checkpoint.json`)).json();
  expect(manifest).toMatchObject({ id: checkpoints[0]?.id });
  expect((await get(`${files}/model.onnx`)).statusCode).toBe(200);
  for (const path of ["..%2f..%2fpackage.json", "other.json", ""]) {
    expect((await get(`${files}/${path}`)).statusCode).toBe(404);
  }
});
