import { readFile } from "node:fs/promises";

import { beforeAll, describe, expect, it } from "vitest";

import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { type EmbeddingViews, plainViews } from "../../core/embedding/embeddingViews";
import { checkViewSizes } from "./checkViewSizes";
import { derivedFiles } from "./derivedFiles";
import { openCheckpointFolder } from "./openCheckpointFolder";

const views: EmbeddingViews = { ...plainViews, flips: ["horizontal"], rotations: [90, 270] };
const createdAt = "2026-01-02T00:00:00Z";
const files = new Map<string, Blob>();

beforeAll(async () => {
  for (const name of ["checkpoint.json", "model.onnx", "whitening.safetensors"]) {
    files.set(
      name,
      new Blob([await readFile(new URL(`../../../e2e/fixtures/tinyCheckpoint/${name}`, import.meta.url))]),
    );
  }
});

describe("derivedFiles", () => {
  it("are a checkpoint of the same weights, with another id, its parent, and the views", async () => {
    const parent = await openCheckpointFolder({ kind: "files", files });
    const derived = await derivedFiles({ kind: "files", files }, views, createdAt);
    const opened = await openCheckpointFolder({ kind: "files", files: derived });
    expect(opened.manifest).toEqual({
      ...parent.manifest,
      id: "tiny.views-fh-r90-r270",
      name: "Tiny test network, mirrored, turned 90° 270°",
      parent: "tiny",
      createdAt,
      metrics: [],
      views,
    });
    expect(opened.modelSha256).toBe(parent.modelSha256);
    expect(opened.whitening).toEqual(parent.whitening);
  });

  it("are refused for a size that the network does not take, for no views, and for views of views", async () => {
    const source = { kind: "files", files } as const;
    await expect(derivedFiles(source, { ...views, scales: [1.1] }, createdAt)).rejects.toThrow(
      "pictures of 35 × 35, for views at 1.1 times 32 × 32, found one for 32 × 32 alone",
    );
    await expect(derivedFiles(source, plainViews, createdAt)).rejects.toThrow("expected views to add to tiny");
    const derived = { kind: "files", files: await derivedFiles(source, views, createdAt) } as const;
    await expect(derivedFiles(derived, views, createdAt)).rejects.toThrow("has views already (mirrored, turned");
  });
});

describe("checkViewSizes", () => {
  const check = (wanted: EmbeddingViews | undefined, height: number | null, width: number | null) => () =>
    checkViewSizes({ input: { height: 2, width: 2 } as CheckpointManifest["input"], views: wanted }, { height, width });

  it("names the size that is asked for and the one that the network takes", () => {
    expect(check({ ...plainViews, scales: [1, 2] }, 2, 2)).toThrow(
      "model.onnx: expected a network that takes pictures of 4 × 4, for views at 2 times 2 × 2, found one for 2 × 2 alone",
    );
  });

  it("has nothing against free sizes, or the network's own", () => {
    expect(check({ ...plainViews, scales: [2] }, null, null)).not.toThrow();
    expect(check({ ...plainViews, rotations: [90] }, 2, 2)).not.toThrow();
    expect(check(undefined, 2, 2)).not.toThrow();
  });
});
