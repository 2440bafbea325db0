import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ItemId } from "../../core/dataset/item";
import { unpackTexts } from "../../core/dataset/packedTexts";
import { formatJournalLine } from "../../core/embedding/tableJournal";
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

describe("EmbeddingTables", () => {
  it("gives back every vector under its item, and says what is missing and failed", async () => {
    const data = new MemoryDataset(makeItems(10));
    const tables = data.openTables();
    await embedAll(data, tables, 4, (id) => id === "folder/3.png");
    expect(await tables.listTables(dataset)).toMatchObject([
      { checkpoint, embedded: 9, failed: 1, missing: 0, stale: 0, removed: 0, makers: ["WASM SIMD, batch 1"] },
    ]);
    const { paths, numbers } = await exported(tables);
    expect(paths).toEqual(
      makeItems(10)
        .map(({ itemId }) => itemId)
        .filter((id) => id !== "folder/3.png"),
    );
    expect(numbers).toEqual(paths.flatMap(vectorOf));
    expect(await tables.readFailures(dataset, checkpoint)).toEqual([{ itemId: "folder/3.png", message: "damaged" }]);
  });

  it("keeps every row right under any order of embedding, failing, removing, adding and retrying", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("embed" as const), upTo: fc.nat(12), failing: fc.nat(40) }),
      fc.record({ kind: fc.constant("items" as const), from: fc.nat(20), to: fc.integer({ min: 21, max: 40 }) }),
      fc.record({ kind: fc.constant("retry" as const) }),
      fc.record({ kind: fc.constant("reopen" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const all = makeItems(40);
        const data = new MemoryDataset(all.slice(0, 30));
        let tables = data.openTables();
        for (const { kind, ...what } of steps) {
          if (kind === "items" && "from" in what) data.change(all.slice(what.from, what.to));
          if (kind === "retry") await tables.retryFailures(dataset, checkpoint);
          if (kind === "reopen") tables = data.openTables();
          if (kind === "embed" && "upTo" in what) {
            const { pending } = await tables.openTableWriter(dataset, checkpoint);
            const ids = (unpackTexts(pending) as ItemId[]).slice(0, what.upTo);
            const fails = (id: string) => id === `folder/${what.failing}.png`;
            await tables.appendBlock(dataset, checkpoint, blockOf(ids, data, fails));
            await tables.closeTableWriter(dataset, checkpoint);
          }
        }
        const [record] = await tables.listTables(dataset);
        if (record === undefined) return;
        expect(record.embedded + record.failed + record.missing).toBe(data.packed.count);
        if (record.embedded === 0) return;
        const { paths, numbers } = await exported(tables);
        expect(paths).toHaveLength(record.embedded);
        expect(numbers).toEqual(paths.flatMap(vectorOf));
      }),
      { numRuns: 60 },
    );
  });

  it("refuses a block that would give an item two rows, numbers that are not finite, and the wrong dimension", async () => {
    const data = new MemoryDataset(makeItems(6));
    const tables = data.openTables();
    const ids = makeItems(3).map(({ itemId }) => itemId);
    const block = blockOf(ids, data, none);
    await tables.appendBlock(dataset, checkpoint, block);
    await expect(tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(0, 1), data, none))).rejects.toThrow(
      /already/,
    );
    const nan = { ...blockOf([makeItems(5)[4]!.itemId], data, none), vectors: Float32Array.of(1, NaN, 0, 0) };
    await expect(tables.appendBlock(dataset, checkpoint, nan)).rejects.toMatchObject({
      name: "EmbeddingTableFormatError",
    });
    const short = { ...nan, vectors: Float32Array.of(1, 0) };
    await expect(tables.appendBlock(dataset, checkpoint, short)).rejects.toMatchObject({
      name: "DimensionMismatchError",
    });
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 3 }]);
  });

  it("keeps other tabs and a second job out while a table is written", async () => {
    const data = new MemoryDataset(makeItems(4));
    const [one, other] = [data.openTables(), data.openTables()];
    await one.openTableWriter(dataset, checkpoint);
    const locked = { name: "LockedElsewhereError" };
    await expect(other.openTableWriter(dataset, checkpoint)).rejects.toMatchObject(locked);
    await expect(one.openTableWriter(dataset, checkpoint)).rejects.toMatchObject(locked);
    await expect(other.deleteTable(dataset, checkpoint)).rejects.toMatchObject(locked);
    await expect(one.deleteTable(dataset, checkpoint)).rejects.toMatchObject(locked);
    expect(await other.listTables(dataset)).toMatchObject([{ missing: 4 }]);
    await one.closeTableWriter(dataset, checkpoint);
    await other.openTableWriter(dataset, checkpoint);
    await other.closeTableWriter(dataset, checkpoint);
    await one.deleteTable(dataset, checkpoint);
    expect(await other.listTables(dataset)).toEqual([]);
  });

  it("hides a deleted table, brings it back as it was, and removes it with the trash", async () => {
    const data = new MemoryDataset(makeItems(6));
    const tables = data.openTables();
    await embedAll(data, tables, 4);
    const before = await data.files();
    await tables.deleteTable(dataset, checkpoint);
    expect(await tables.listTables(dataset)).toEqual([]);
    await expect(tables.openGallery(dataset, checkpoint)).rejects.toMatchObject({ name: "EmbeddingTableFormatError" });
    await data.openTables().restoreTable(dataset, checkpoint);
    expect(await data.files()).toEqual(before);
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 6 }]);
    await tables.deleteTable(dataset, checkpoint);
    await tables.emptyTrash(dataset);
    const gone = { name: "EmbeddingTableFormatError", message: expect.stringContaining("found none") as string };
    await expect(tables.restoreTable(dataset, checkpoint)).rejects.toMatchObject(gone);
  });

  it("makes a new table in the place of a deleted one, which then cannot come back", async () => {
    const data = new MemoryDataset(makeItems(6));
    const tables = data.openTables();
    await embedAll(data, tables, 4, () => true);
    await tables.deleteTable(dataset, checkpoint);
    await embedAll(data, tables, 4);
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 6, failed: 0 }]);
    await expect(tables.restoreTable(dataset, checkpoint)).rejects.toMatchObject({ name: "EmbeddingTableFormatError" });
    await tables.emptyTrash(dataset);
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 6 }]);
  });

  it("names both numbers for a table of another schema, and leaves it alone", async () => {
    const data = new MemoryDataset(makeItems(4));
    const folder = await new TableFolders(data).make(dataset, checkpoint);
    const handle = await (await folder.getFileHandle("journal-1.txt", { create: true })).createSyncAccessHandle();
    handle.write(formatJournalLine({ schema: 3 as 1, checkpoint, promised: 0 }));
    handle.close();
    await expect(data.openTables().listTables(dataset)).rejects.toThrow(/expected schema 1.*found 3/);
    await expect(data.openTables().openTableWriter(dataset, checkpoint)).rejects.toThrow(/expected schema 1.*found 3/);
    expect(Object.keys(await data.files())).toEqual(["journal-1.txt"]);
  });

  it("names vectors of pictures that have changed since, and embeds them again when asked", async () => {
    const data = new MemoryDataset(makeItems(6));
    const tables = data.openTables();
    await embedAll(data, tables, 6, (id) => id === "folder/5.png");
    data.stamps.bytes[2] = 7;
    data.stamps.modified[3] = 1000; // the time was unknown when it was embedded
    expect(await tables.listTables(dataset)).toMatchObject([{ embedded: 5, stale: 1, failed: 1 }]);
    expect((await tables.openGallery(dataset, checkpoint)).notes).toContain(
      "1 vector is of a picture that has changed since",
    );
    expect(await tables.retryFailures(dataset, checkpoint)).toMatchObject({
      embedded: 4,
      failed: 0,
      missing: 2,
      stale: 0,
    });
    const { pending } = await tables.openTableWriter(dataset, checkpoint);
    expect(unpackTexts(pending)).toEqual(["folder/2.png", "folder/5.png"]);
  });

  it("opens the gallery's rows and the queries beside it, whatever lies between them in the file", async () => {
    const data = new MemoryDataset(makeItems(12));
    const tables = data.openTables();
    const ids = makeItems(12).map(({ itemId }) => itemId);
    await expect(tables.openGallery(dataset, checkpoint)).rejects.toMatchObject({ name: "EmbeddingTableFormatError" });
    await tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(4, 8), data, none));
    await tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(0, 3), data, none));
    const gallery = await tables.openGallery(dataset, checkpoint);
    expect(unpackTexts(gallery.items.paths)).toEqual([1, 2, 4, 6, 7].map((i) => `folder/${i}.png`));
    expect(gallery.table).toEqual({
      kind: "opfs",
      path: "library/drawings/tables/tiny-0123456789ab/vectors-1.npy",
      rows: Uint32Array.of(5, 6, 0, 2, 3),
    });
    expect(unpackTexts(gallery.queries.paths)).toEqual([0, 5, 10].map((i) => `folder/${i}.png`));
    expect(gallery.sampleQueries).toEqual(unpackTexts(gallery.queries.paths));
    expect(gallery.notes).toEqual(["4 gallery items have no vector yet"]);
    const all = await tables.openAll(dataset, checkpoint);
    expect(unpackTexts(all.items.paths)).toEqual([0, 1, 2, 4, 5, 6, 7].map((i) => `folder/${i}.png`));
    expect(all.table).toMatchObject({ rows: Uint32Array.of(4, 5, 6, 0, 1, 2, 3) });
  });
});
