import { readFile } from "node:fs/promises";

import { beforeAll, describe, expect, it } from "vitest";

import { makeDisk } from "./memoryLibrary";

const folder = new URL("../../../e2e/fixtures/tinyCheckpoint/", import.meta.url);
const files = new Map<string, Blob>();

beforeAll(async () => {
  for (const name of ["checkpoint.json", "model.onnx", "whitening.safetensors"]) {
    files.set(name, new Blob([await readFile(new URL(name, folder))]));
  }
});

describe("checkpoints of the library", () => {
  it("hide when they are deleted, come back whole, and go for good with the trash", async () => {
    const { visit, root } = makeDisk();
    const service = visit();
    const { id } = await service.addCheckpoint(files);
    const missing = { name: "CheckpointFormatError", message: expect.stringContaining("tiny") as string };
    await service.deleteCheckpoint(id);
    expect(await service.listCheckpoints()).toEqual([]);
    await expect(service.readCheckpoint(id)).rejects.toMatchObject(missing);
    await service.restoreCheckpoint(id);
    const source = await service.readCheckpoint(id);
    expect([...(source.kind === "files" ? source.files.keys() : [])].sort()).toEqual([...files.keys()].sort());
    await service.deleteCheckpoint(id);
    const next = visit();
    expect(await next.listCheckpoints()).toEqual([]);
    await expect(next.restoreCheckpoint(id)).rejects.toMatchObject(missing);
    const left: string[] = [];
    for await (const name of (await root.getDirectoryHandle("checkpoints")).keys()) left.push(name);
    expect(left).toEqual(["index.json"]);
  });

  it("take the place of a deleted one of the same id", async () => {
    const { visit } = makeDisk();
    const service = visit();
    const { id } = await service.addCheckpoint(files);
    await service.deleteCheckpoint(id);
    await service.addCheckpoint(files);
    expect((await service.listCheckpoints()).map((manifest) => manifest.id)).toEqual([id]);
    await service.emptyTrash();
    expect(await service.listCheckpoints()).toHaveLength(1);
  });
});
