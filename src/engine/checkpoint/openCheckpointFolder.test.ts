import { readFile } from "node:fs/promises";

import { beforeAll, describe, expect, it } from "vitest";

import { openCheckpointFolder } from "./openCheckpointFolder";

const folder = new URL("../../../e2e/fixtures/tinyCheckpoint/", import.meta.url);
const files = new Map<string, Blob>();

beforeAll(async () => {
  for (const name of ["checkpoint.json", "model.onnx", "whitening.safetensors"]) {
    files.set(name, new Blob([await readFile(new URL(name, folder))]));
  }
});

/** Opens the folder with some files changed, or left out where the change is null. */
const open = (changes: Record<string, Blob | null> = {}) => {
  const changed = new Map<string, Blob>();
  for (const [name, file] of Object.entries({ ...Object.fromEntries(files), ...changes })) {
    if (file !== null) changed.set(name, file);
  }
  return openCheckpointFolder({ kind: "files", files: changed });
};

describe("openCheckpointFolder", () => {
  it("opens a folder whose files are what its manifest says", async () => {
    const { manifest, model, modelSha256, whitening } = await open();
    expect(manifest.id).toBe("tiny");
    expect(model).toHaveLength(2761);
    expect(modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(whitening?.projection).toHaveLength(8 * 4);
  });

  it("names a missing file and those that are there", async () => {
    await expect(open({ "model.onnx": null })).rejects.toThrow(
      /^model\.onnx: expected this file in the checkpoint's folder, found only checkpoint\.json, whitening\.safetensors$/,
    );
  });

  it("names both lengths and both hashes", async () => {
    const model = files.get("model.onnx") ?? new Blob();
    await expect(open({ "model.onnx": model.slice(1) })).rejects.toThrow(/expected 2761 bytes.*found 2760/);
    const altered = new Blob([model.slice(0, 2760), "x"]);
    await expect(open({ "model.onnx": altered })).rejects.toThrow(/expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}/);
  });

  it("names the schema that it found and the one that it reads", async () => {
    const manifest = new Blob(['{"schema": 2}']);
    await expect(open({ "checkpoint.json": manifest })).rejects.toMatchObject({
      name: "CheckpointFormatError",
      message: "checkpoint.json: expected schema 1, which this version reads, found schema 2",
    });
  });
});
