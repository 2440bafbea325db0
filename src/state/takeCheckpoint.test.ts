import { strToU8, zipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";

import type { FolderSource } from "../contracts/datasetService";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { checkpointsStore } from "./checkpointsStore";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";
import { takeCheckpointFolder, takeCheckpointZip } from "./takeCheckpoint";

let picked: FolderSource | null;
let taken: string[];

function archive(bytes: Uint8Array<ArrayBuffer>): FolderSource {
  return { kind: "archive", file: new Blob([bytes]), name: "mine.zip", handle: null };
}

describe("taking a checkpoint", () => {
  beforeEach(() => {
    taken = [];
    const services: Partial<Services> = {
      library: fakeLibrary({
        addCheckpoint: (files) => {
          taken = [...files.keys()].sort();
          return Promise.resolve({} as CheckpointManifest);
        },
        listCheckpoints: () => Promise.resolve([]),
      }),
      readManifest: () => Promise.resolve(null),
      readCheckpointFolder: (source) => Promise.resolve(source.kind === "files" ? source.files : null),
      pickers: {
        readDropped: () => Promise.resolve(null),
        pickFolder: () => Promise.resolve(picked),
        pickFile: () => Promise.resolve(picked),
      },
    };
    connectServices(services as Services);
  });

  it("finds its files in a zip, in whatever folder they lie", async () => {
    const files = { "run 7/checkpoint.json": strToU8("{}"), "run 7/model.onnx": strToU8("x"), "read me": strToU8("") };
    picked = archive(zipSync(files));
    await takeCheckpointZip();
    expect(taken).toEqual(["checkpoint.json", "model.onnx"]);
  });

  it("says that a folder holds none, and that a zip cannot be read", async () => {
    picked = { kind: "files", name: "chairs", files: new Map([["a.png", new Blob()]]) };
    await takeCheckpointFolder();
    expect(checkpointsStore.getState().change).toMatchObject({ error: { name: "CheckpointFormatError" } });
    picked = archive(strToU8("no zip"));
    await takeCheckpointZip();
    expect(checkpointsStore.getState().change).toMatchObject({ error: { name: "ArchiveFormatError" } });
    expect(taken).toEqual([]);
  });

  it("does nothing where the dialog was closed", async () => {
    picked = null;
    await takeCheckpointFolder();
    expect(taken).toEqual([]);
  });
});
