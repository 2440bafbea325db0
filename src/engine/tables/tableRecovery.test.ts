import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  blockOf,
  checkpoint,
  dataset,
  embedAll,
  exported,
  makeItems,
  MemoryDataset,
  none,
  vectorOf,
} from "./memoryDataset";
import { TableFolders } from "./tableFolders";

describe("an interrupted table", () => {
  it("equals the uninterrupted table, byte for byte, after a death at any change", async () => {
    const items = makeItems(23);
    const fails = (id: string) => id === "folder/6.png" || id === "folder/20.png";
    const whole = new MemoryDataset(items);
    await embedAll(whole, whole.openTables(), 5, fails);
    const expected = await whole.files();
    const { changes } = whole.root.disk;
    expect(changes).toBeGreaterThan(15);
    for (let death = 0; death < changes; death++) {
      const data = new MemoryDataset(items);
      data.root.disk.dieAfter(death);
      await expect(embedAll(data, data.openTables(), 5, fails)).rejects.toMatchObject({ name: "DiskDiedError" });
      await embedAll(data, data.openTablesAfterDeath(), 5, fails);
      expect(await data.files()).toEqual(expected);
    }
  });

  it("equals it however often it dies", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 6 }), fc.integer({ min: 1, max: 7 }), async (deaths, size) => {
        const whole = new MemoryDataset(makeItems(17));
        await embedAll(whole, whole.openTables(), size);
        const data = new MemoryDataset(makeItems(17));
        for (const death of deaths) {
          const tables = data.openTablesAfterDeath();
          data.root.disk.dieAfter(death);
          await embedAll(data, tables, size).catch((error: unknown) => {
            expect(error).toMatchObject({ name: "DiskDiedError" });
          });
        }
        await embedAll(data, data.openTablesAfterDeath(), size);
        expect(await data.files()).toEqual(await whole.files());
      }),
      { numRuns: 40 },
    );
  });

  it("compacts a table of which more than a quarter was removed, and survives a death at any moment of it", async () => {
    const items = makeItems(20);
    const prepare = async () => {
      const data = new MemoryDataset(items);
      await embedAll(data, data.openTables(), 6, (id) => id === "folder/9.png");
      data.change(items.slice(7));
      return data;
    };
    const whole = await prepare();
    const before = whole.root.disk.changes;
    await embedAll(whole, whole.openTables(), 6);
    const [record] = await whole.openTables().listTables(dataset);
    expect(record).toMatchObject({ embedded: 12, failed: 1, removed: 0 });
    const expected = await whole.files();
    expect(Object.keys(expected)).toEqual(["vectors-2.npy", "journal-2.txt"]);
    const changes = whole.root.disk.changes - before;
    for (let death = 0; death < changes; death++) {
      const data = await prepare();
      data.root.disk.dieAfter(death);
      await expect(embedAll(data, data.openTables(), 6)).rejects.toMatchObject({ name: "DiskDiedError" });
      const tables = data.openTablesAfterDeath();
      await embedAll(data, tables, 6);
      expect(await data.files()).toEqual(expected);
      const { paths, numbers } = await exported(tables);
      expect(numbers).toEqual(paths.flatMap(vectorOf));
    }
  });

  it("keeps rows of removed items for as long as they are few, so that an item that comes back has its vector", async () => {
    const items = makeItems(20);
    const data = new MemoryDataset(items);
    const tables = data.openTables();
    await embedAll(data, tables, 256);
    data.change(items.slice(2));
    await embedAll(data, tables, 256);
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 18, removed: 2 }]);
    data.change(items);
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 20, removed: 0, missing: 0 }]);
  });

  it("knows a block that it has written before its worker died, and writes it once", async () => {
    const data = new MemoryDataset(makeItems(6));
    const tables = data.openTables();
    await tables.openTableWriter(dataset, checkpoint);
    const block = blockOf(
      makeItems(6).map(({ itemId }) => itemId),
      data,
      (id) => id === "folder/1.png",
    );
    await tables.appendBlock(dataset, checkpoint, block);
    const successor = data.openTablesAfterDeath();
    expect(await successor.appendBlock(dataset, checkpoint, block)).toMatchObject({
      embedded: 5,
      failed: 1,
      missing: 0,
    });
    await successor.closeTableWriter(dataset, checkpoint);
    expect((await exported(successor)).rows).toBe(5);
  });

  it("keeps what was written when the storage is full, and goes on when there is room again", async () => {
    const data = new MemoryDataset(makeItems(40));
    const tables = data.openTables();
    const ids = makeItems(40).map(({ itemId }) => itemId);
    await tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(0, 10), data, none));
    const [before] = await tables.listTables(dataset);
    const files = await data.files();
    const { disk } = data.root;
    for (const room of [20, 200]) {
      disk.quotaBytes = disk.usedBytes + room; // no room for the vectors, then none for the entry
      const full = tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(10, 20), data, none));
      await expect(full).rejects.toMatchObject({ name: "StorageFullError" });
      expect(await tables.listTables(dataset)).toEqual([before]);
      expect(await data.files()).toEqual(files);
    }
    disk.quotaBytes = Infinity;
    await tables.closeTableWriter(dataset, checkpoint);
    await embedAll(data, tables, 10);
    const { paths, numbers } = await exported(tables);
    expect(paths).toHaveLength(40);
    expect(numbers).toEqual(paths.flatMap(vectorOf));
  });

  it("drops a block whose vectors are not those that it was written with", async () => {
    const data = new MemoryDataset(makeItems(9));
    await embedAll(data, data.openTables(), 3);
    const folder = await new TableFolders(data).make(dataset, checkpoint);
    const handle = await (await folder.getFileHandle("vectors-1.npy")).createSyncAccessHandle();
    handle.write(Uint8Array.of(9), { at: handle.getSize() - 1 });
    handle.close();
    expect(await data.openTables().listTables(dataset)).toMatchObject([{ embedded: 6, missing: 3 }]);
  });
});
