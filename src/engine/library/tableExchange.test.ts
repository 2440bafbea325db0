import { describe, expect, it } from "vitest";

import type { FolderSource } from "../../contracts/datasetService";
import type { TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { chairs, importFolder, makeDisk, nextJob } from "./memoryLibrary";

const checkpoint: TableCheckpoint = { id: "tiny" as CheckpointId, sha256: "ab", dimension: 2 };

function folderOf(files: Record<string, Blob>): FolderSource {
  const named = Object.entries(files).map(([path, file]) => [path, new File([file], path)] as const);
  return { kind: "files", name: "Taken along", files: new Map(named) };
}

describe("a library's export", () => {
  it("is an item table in Parquet that imports as the same items", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    const file = await service.exportItems(id, null, "parquet");
    const pictures = Object.fromEntries(
      ["a/1.png", "a/2.png", "b/1.png"].map((path) => [path, new Blob([path])] as const),
    );
    const again = await importFolder(service, folderOf({ "items.parquet": file, ...pictures }));
    const items = async (dataset: typeof id) => [...new ItemList(await service.readItems(dataset, null))];
    expect(await items(again.id)).toEqual(await items(id));
  });

  it("is one Parquet file of items and vectors that imports with both, bit for bit", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    await service.appendBlock(id, checkpoint, {
      itemIds: ["b/1.png", "a/1.png"] as ItemId[],
      vectors: Float32Array.of(0.6, 0.8, -0.8, 0.6),
      stamps: new Float64Array(4),
      failures: [{ itemId: "a/2.png", message: "no picture" }],
      ...{ backend: "test", batch: 1 },
    });
    await service.closeTableWriter(id, checkpoint);
    const file = await service.exportTableAsParquet(nextJob(), id, checkpoint);
    const again = await importFolder(service, folderOf({ "items.parquet": file }));
    expect(again.counts).toMatchObject({ items: 2, gallery: 2 });
    const [table] = await service.listTables(again.id);
    expect(table).toMatchObject({ embedded: 2, missing: 0, checkpoint: { dimension: 2 } });
    const exported = async (dataset: typeof id, of: TableCheckpoint) => {
      const { vectors, items } = await service.exportTable(dataset, of);
      return [new Uint8Array(await vectors.arrayBuffer()), await items.text()];
    };
    expect(await exported(again.id, table?.checkpoint ?? checkpoint)).toEqual(await exported(id, checkpoint));
  });

  it("tells where nothing is embedded, and ends where it is cancelled", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    await expect(service.exportTableAsParquet(nextJob(), id, checkpoint)).rejects.toMatchObject({
      name: "EmbeddingTableFormatError",
    });
    const itemIds = ["a/1.png"] as ItemId[];
    const block = { itemIds, vectors: Float32Array.of(1, 0), stamps: new Float64Array(2), failures: [] };
    await service.appendBlock(id, checkpoint, { ...block, backend: "test", batch: 1 });
    const jobId = nextJob();
    const exporting = service.exportTableAsParquet(jobId, id, checkpoint);
    service.cancel(jobId);
    await expect(exporting).rejects.toMatchObject({ name: "AbortError" });
  });
});
