import { createHash } from "node:crypto";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { CheckpointId, CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { unpackTexts } from "../../core/dataset/packedTexts";
import { openSample } from "./openSample";

const manifest: CheckpointManifest = {
  schema: 1,
  id: "lite0" as CheckpointId,
  name: "Lite0",
  recipe: "default",
  parent: null,
  createdAt: "2026-11-21T00:00:00Z",
  input: {
    height: 224,
    width: 224,
    resize: "letterbox",
    filter: "bicubic",
    fill: 255,
    color: "gray-as-rgb",
    mean: [0, 0, 0],
    std: [1, 1, 1],
    crop: { kind: "none" },
    ink: null,
  },
  embedding: { dimension: 4, pooling: "gem", neck: "none" },
  credits: { trainingData: [], startWeights: [] },
  metrics: [],
  identities: 0,
  files: [{ path: "model.onnx", bytes: 1, sha256: "a".repeat(64) }],
};

const items =
  "path,label,split,is_query,is_gallery\nviews/1.png,a,test,0,1\nviews/2.png,a,test,1,0\nviews/3.png,b,test,0,1\n";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const sample = {
  schema: 1,
  name: "Sample",
  items: "items.csv",
  itemCount: 3,
  identityCount: 2,
  queryCount: 1,
  sampleQueries: ["views/2.png"],
};
const header = {
  schema: 1,
  checkpoint: "lite0",
  checkpointSha256: "a".repeat(64),
  dataset: "Sample",
  rows: 2,
  dimension: 4,
  dtype: "float16",
  itemsSha256: sha256(items),
};

const baseUrl = "http://localhost/sample/";
let files: Map<string, string | Uint8Array<ArrayBuffer>>;

function put(name: string, content: string | Uint8Array<ArrayBuffer> | object): void {
  const isBody = typeof content === "string" || content instanceof Uint8Array;
  files.set(baseUrl + name, isBody ? content : JSON.stringify(content));
}

beforeEach(() => {
  files = new Map();
  put("sample.json", sample);
  put("items.csv", items);
  put("embeddings/lite0.json", header);
  vi.stubGlobal("fetch", (url: string) => {
    const content = files.get(url);
    return Promise.resolve(new Response(content ?? null, { status: content === undefined ? 404 : 200 }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe("openSample", () => {
  it("returns gallery items in table order, queries apart, and where the vectors are", async () => {
    const opened = await openSample("http://localhost/sample", manifest);
    expect(unpackTexts(opened.items.paths)).toEqual(["views/1.png", "views/3.png"]);
    expect(unpackTexts(opened.queries.paths)).toEqual(["views/2.png"]);
    expect(opened.table).toEqual({ kind: "url", url: `${baseUrl}embeddings/lite0.npy` });
    expect(opened.baseUrl).toBe(baseUrl);
  });

  it.each([
    [{ checkpoint: "other" }, "CheckpointMismatchError", /by checkpoint lite0.*found other/],
    [{ checkpointSha256: "b".repeat(64) }, "CheckpointMismatchError", /sha256 a{64}.*found b{64}/],
    [{ dimension: 8 }, "CheckpointMismatchError", /dimension 4.*found 8/],
    [{ rows: 3 }, "EmbeddingTableFormatError", /expected 2 rows.*found 3/],
    [{ itemsSha256: "c".repeat(64) }, "EmbeddingTableFormatError", /sha256 c{64}.*found [0-9a-f]{64}/],
    [{ schema: 2 }, "EmbeddingTableFormatError", /expected schema 1.*found 2/],
  ])("refuses embeddings whose header says %o", async (changed, name, message) => {
    put("embeddings/lite0.json", { ...header, ...changed });
    await expect(openSample(baseUrl, manifest)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as string,
    });
  });

  it("says that a gallery has no embeddings by the open checkpoint", async () => {
    files.delete(`${baseUrl}embeddings/lite0.json`);
    const name = "CheckpointMismatchError";
    const message = `expected a file at ${baseUrl}embeddings/lite0.json, found HTTP 404`;
    await expect(openSample(baseUrl, manifest)).rejects.toMatchObject({ name, message });
  });

  it("tells an item table that is missing, damaged, not text, or of another length", async () => {
    const name = "ItemTableFormatError";
    const reject = async (message: RegExp): Promise<void> => {
      await expect(openSample(baseUrl, manifest)).rejects.toMatchObject({
        name,
        message: expect.stringMatching(message) as string,
      });
    };
    put("sample.json", { ...sample, itemCount: 4 });
    await reject(/items\.csv: expected 4 items.*found 3/);
    put("sample.json", sample);
    put("items.csv", items.replace("views/3.png", "../3.png"));
    await reject(/line 4: expected a path inside the table's folder.*found "\.\.\/3\.png"/);
    put("items.csv", Uint8Array.of(0xff, 0xfe, 0));
    await reject(/items\.csv: expected text in UTF-8/);
    files.delete(`${baseUrl}items.csv`);
    await reject(/items\.csv, found HTTP 404/);
    put("sample.json", "{");
    await reject(/sample\.json: expected JSON, found "\{"/);
  });

  it("takes a server's start page for a missing file", async () => {
    vi.stubGlobal("fetch", () =>
      Promise.resolve(new Response("<!doctype html>", { headers: { "content-type": "text/html" } })),
    );
    await expect(openSample(baseUrl, manifest)).rejects.toMatchObject({
      message: expect.stringMatching(/found a web page/) as string,
    });
  });

  it("tells a server that does not answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
    await expect(openSample(baseUrl, manifest)).rejects.toMatchObject({ name: "CompanionUnreachableError" });
  });
});
