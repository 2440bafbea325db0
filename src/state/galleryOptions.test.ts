import { describe, expect, it } from "vitest";

import type { DatasetId, DatasetRecord, TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { KnownCheckpoint } from "./checkpointsStore";
import { sampleDataset } from "./choiceStore";
import { checkpointOptions, choiceFor, describeGaps } from "./galleryOptions";
import type { LibraryEntry } from "./libraryStore";

function known(id: string, isShipped: boolean): KnownCheckpoint {
  const files = [{ path: "model.onnx", bytes: 1, sha256: `${id}-hash` }];
  return { manifest: { id, name: id, files, embedding: { dimension: 4 } } as unknown as CheckpointManifest, isShipped };
}

function table(id: string, sha256: string, counts: Partial<TableRecord> = {}): TableRecord {
  return {
    dataset: "d-1" as DatasetId,
    checkpoint: { id: id as CheckpointId, sha256, dimension: 4 },
    embedded: 5,
    failed: 0,
    missing: 0,
    stale: 0,
    removed: 0,
    bytes: 80,
    makers: [],
    ...counts,
  };
}

const checkpoints = [known("shipped", true), known("mine", false)];
const entryWith = (...tables: TableRecord[]): LibraryEntry => ({ record: {} as DatasetRecord, tables });
const dataset = "d-1" as DatasetId;

describe("what a gallery can be searched by", () => {
  it("offers every checkpoint, those with vectors first, and brought embeddings", () => {
    const options = checkpointOptions(
      entryWith(table("mine", "mine-hash"), table("clip", "", { embedded: 9 })),
      checkpoints,
    );
    expect(options.map(({ checkpoint, table: has }) => [checkpoint, has?.embedded ?? 0])).toEqual([
      ["clip", 9],
      ["mine", 5],
      [null, 0],
    ]);
  });

  it("takes no table that other weights of the same name made", () => {
    const options = checkpointOptions(entryWith(table("mine", "older")), checkpoints);
    expect(options.every(({ table: has }) => has === null)).toBe(true);
  });

  it("keeps the checkpoint of now where the data set has vectors by it, and takes one that has otherwise", () => {
    const options = checkpointOptions(entryWith(table("mine", "mine-hash")), checkpoints);
    const now = { dataset: sampleDataset, checkpoint: null };
    expect(choiceFor(dataset, options, now)).toEqual({ dataset, checkpoint: "mine" });
    const both = checkpointOptions(
      entryWith(table("mine", "mine-hash"), table("shipped", "shipped-hash")),
      checkpoints,
    );
    expect(choiceFor(dataset, both, now)).toEqual({ dataset, checkpoint: null });
    expect(choiceFor(sampleDataset, options, now)).toEqual(now);
  });

  it("asks for the first checkpoint where nothing was embedded, so that its failure offers to", () => {
    const options = checkpointOptions(entryWith(), checkpoints);
    expect(choiceFor(dataset, options, { dataset: sampleDataset, checkpoint: null }).checkpoint).toBeNull();
  });

  it("names what is missing, failed and stale, and nothing of a complete table", () => {
    expect(describeGaps(null)).toBe("not embedded yet");
    expect(describeGaps(table("mine", "h"))).toBe("");
    expect(describeGaps(table("mine", "h", { missing: 1200, stale: 2 }))).toBe(
      "1,200 not embedded yet, 2 stale: their pictures have changed since",
    );
  });
});
