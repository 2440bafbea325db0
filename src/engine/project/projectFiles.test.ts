import { describe, expect, it } from "vitest";

import type { DatasetService } from "../../contracts/datasetService";
import type { ProjectRequest } from "../../contracts/projectFile";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { chairs, ignore, importFolder, makeDisk, nextJob, seen, tables } from "../library/memoryLibrary";

const checkpoint = { id: "tiny" as CheckpointId, sha256: "ab".repeat(32), dimension: 2 };

function request(datasets: readonly DatasetId[], withPictures: boolean): ProjectRequest {
  const documents = { searches: '[{"name":"Armchairs"}]' };
  const attachments = new Map([["abc", new Blob(["picture"])]]);
  return { name: "Furniture", studio: "0.1.0", datasets, withPictures, documents, attachments };
}

/** Chairs and a table in one data set, with vectors of two of the three chairs and of the table. */
async function furnished(): Promise<{ readonly service: DatasetService; readonly id: DatasetId }> {
  const service = makeDisk().visit();
  const { id } = await importFolder(service, chairs, "Furniture");
  await importFolder(service, tables, "", id);
  const itemIds = ["a/1.png", "b/1.png", "Tables/a/1.png"] as ItemId[];
  const vectors = Float32Array.of(1, 0, 0, 1, 0.6, 0.8);
  const made = { stamps: new Float64Array(6), failures: [], backend: "test", batch: 1 };
  await service.appendBlock(id, checkpoint, { itemIds, vectors, ...made });
  await service.closeTableWriter(id, checkpoint);
  return { service, id };
}

async function exported(service: DatasetService, id: DatasetId): Promise<string> {
  const { vectors, items } = await service.exportTable(id, checkpoint);
  return Buffer.from(await vectors.arrayBuffer()).toString("hex") + (await items.text());
}

describe("a library as a project file", () => {
  it("opens on another machine with its pictures, vectors, documents and ids", async () => {
    const { service, id } = await furnished();
    const file = await service.exportProject(nextJob(), request([id], true), ignore);
    const other = makeDisk().visit();
    const opened = await other.importProject(nextJob(), file, ignore);
    expect([...opened.datasetIds]).toEqual([[id, id]]);
    expect(opened.notes).toEqual([]);
    expect(opened.documents).toEqual({ searches: '[{"name":"Armchairs"}]' });
    expect(await opened.attachments.get("abc")?.text()).toBe("picture");
    expect(await seen(other)).toEqual(await seen(service));
    expect(await exported(other, id)).toBe(await exported(service, id));
  });

  it("leaves pictures out on demand, and says where to find them", async () => {
    const { service, id } = await furnished();
    const file = await service.exportProject(nextJob(), request([id], false), ignore);
    const other = makeDisk().visit();
    const opened = await other.importProject(nextJob(), file, ignore);
    expect(opened.notes).toEqual([
      "Furniture came without its pictures: choose Chairs, Tables among its sources to see them.",
    ]);
    expect(await exported(other, id)).toBe(await exported(service, id));
    await expect(other.readPicture(id, "a/1.png" as ItemId)).rejects.toMatchObject({ name: "FolderReadError" });
  });

  it("gives another id where the data set is here already, and leaves that one alone", async () => {
    const { service, id } = await furnished();
    const before = await seen(service);
    const file = await service.exportProject(nextJob(), request([id], true), ignore);
    const opened = await service.importProject(nextJob(), file, ignore);
    expect(opened.datasetIds.get(id)).not.toBe(id);
    expect(await seen(service)).toEqual([...before, ...before]);
  });

  it("leaves nothing of a project that cannot be opened to its end", async () => {
    const { service, id } = await furnished();
    const file = await service.exportProject(nextJob(), request([id], true), ignore);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const at = Buffer.from(bytes).indexOf("three");
    bytes[at] = 0x54;
    const other = makeDisk().visit();
    await expect(other.importProject(nextJob(), new Blob([bytes]), ignore)).rejects.toMatchObject({
      name: "ProjectFormatError",
    });
    expect(await other.listDatasets()).toEqual([]);
  });

  it("leaves nothing of a project that the disk has no room for", async () => {
    const { service, id } = await furnished();
    const file = await service.exportProject(nextJob(), request([id], true), ignore);
    const { visit, root } = makeDisk();
    const other = visit();
    await other.listDatasets();
    root.disk.quotaBytes = root.disk.usedBytes + 1500;
    await expect(other.importProject(nextJob(), file, ignore)).rejects.toMatchObject({ name: "StorageFullError" });
    expect(await other.listDatasets()).toEqual([]);
  });
});
