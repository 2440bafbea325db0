import { unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { EmbeddingTable, readNpy, writeNpy } from "../core/embedding/embeddingTable";
import { plainRanking } from "../core/ranking/rankPresets";
import { sampleDataset } from "./choiceStore";
import { evaluateStore, type Evaluation } from "./evaluateStore";
import { exportDescriptors } from "./exportDescriptors";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const table: TableCheckpoint = { id: "tiny" as CheckpointId, sha256: "ab".repeat(32), dimension: 2 };
const evaluation = {
  dataset: "copies" as DatasetId,
  datasetName: "copies",
  checkpoints: [{ ...table, name: "Tiny" }],
  recipe: plainRanking,
  isLeaveOneOut: false,
} as Partial<Evaluation> as Evaluation;
const items = [
  "path,label,split,is_query,is_gallery",
  "r/R000001.jpg,a,test,0,1",
  "q/Q00000.jpg,a,test,1,0",
  "t/T000000.jpg,b,train,0,0",
  "r/R000000.jpg,b,test,0,1",
].join("\n");

let asked: unknown[];
let saved: { name: string; content: Blob }[];

beforeEach(() => {
  [asked, saved] = [[], []];
  const vectors = writeNpy(new EmbeddingTable(4, 2, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  connectServices({
    library: fakeLibrary({
      exportTable: (...given) => {
        asked.push(given);
        return Promise.resolve({ vectors: new Blob([vectors]), items: new Blob([items]) });
      },
    }),
    saveFile: (content: Blob, name: string) => void saved.push({ name, content }),
  } as Partial<Services> as Services);
  evaluateStore.setState({ exportFailure: null });
});

const failure = () => evaluateStore.getState().exportFailure?.message;

describe("ISC21's descriptors", () => {
  it("are the stored vectors of queries and of the gallery, in the order of the item table", async () => {
    await exportDescriptors(evaluation);
    expect(failure()).toBeUndefined();
    expect(asked).toEqual([["copies", table]]);
    expect(saved[0]?.name).toBe("copies Tiny · Plain isc21 descriptors.npz");
    const files = unzipSync(new Uint8Array(await saved[0]!.content.arrayBuffer()));
    expect([...readNpy(files["query.npy"]!).numbers]).toEqual([3, 4]);
    expect([...readNpy(files["reference.npy"]!).numbers]).toEqual([1, 2, 7, 8]);
    expect(new TextDecoder().decode(files["reference_ids.npy"]).endsWith("R000001R000000")).toBe(true);
  });

  it.each([
    ["the sample gallery", { dataset: sampleDataset }, "found the sample gallery"],
    ["a set without queries", { isLeaveOneOut: true }, "found a set without queries"],
    [
      "fused vectors",
      { checkpoints: [...evaluation.checkpoints, ...evaluation.checkpoints] },
      "one checkpoint; found 2",
    ],
  ])("are not written of %s", async (_, change, message) => {
    await exportDescriptors({ ...evaluation, ...change });
    expect(failure()).toContain(message);
    expect([asked, saved]).toEqual([[], []]);
  });
});
