import { describe, expect, it, vi } from "vitest";

import type { ItemId } from "../core/dataset/item";
import { unpackTexts } from "../core/dataset/packedTexts";
import {
  chairs,
  facts,
  folder,
  ignore,
  importFolder,
  makeDisk,
  nextJob,
  paths,
  seen,
  tables,
} from "./library/memoryLibrary";
import { MemoryDirectory } from "./opfs/memoryDirectory";
import { MemoryLocks } from "./opfs/memoryLocks";

describe("LibraryService", () => {
  it("keeps an import for the next visit, with its pictures", async () => {
    const { visit } = makeDisk();
    const record = await importFolder(visit(), chairs, "My chairs");
    expect(record).toMatchObject({
      name: "My chairs",
      counts: { items: 3, identities: 2, queries: 1, gallery: 2 },
      sources: [{ kind: "copy", name: "Chairs", prefix: "" }],
    });
    expect(record.bytes).toBeGreaterThan(11);
    const next = visit();
    expect((await next.listDatasets()).map(({ id }) => id)).toEqual([record.id]);
    const [data] = await seen(next);
    expect(data!.pictures).toEqual(["one", "two", "three"]);
    expect(data!.items[0]).toMatchObject({ itemId: "a/1.png", identity: "A", title: "Armchair", isGallery: true });
  });

  it("adds the items of another folder under a prefix, and takes the same folder's again", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    const joined = await importFolder(service, tables, "", id);
    expect(joined).toMatchObject({ counts: { items: 4 }, sources: [{ prefix: "" }, { prefix: "Tables/" }] });
    const changed = folder("Chairs", {
      "items.csv": "path,label,split,is_query,is_gallery\na/1.png,A2,train,0,1\nc/1.png,C,train,0,1\n",
      "a/1.png": "one again",
      "c/1.png": "new",
    });
    const before = await (await service.readThumbnail(id, "a/1.png" as ItemId)).text();
    const again = await importFolder(service, changed, "", id);
    expect(before).toBe("small:one");
    expect(again).toMatchObject({ counts: { items: 5 }, sources: [{}, {}] });
    const [data] = await seen(service);
    expect(data!.items.map(({ itemId }) => itemId)).toEqual([
      "a/1.png",
      "a/2.png",
      "b/1.png",
      "Tables/a/1.png",
      "c/1.png",
    ]);
    expect(data!.items[0]).toMatchObject({ identity: "A2" });
    expect(data!.pictures).toEqual(["one again", "two", "three", "table", "new"]);
    expect(await (await service.readThumbnail(id, "a/1.png" as ItemId)).text()).toBe("small:one again");
  });

  it("keeps a thumbnail for the next visit", async () => {
    const { visit, disk } = makeDisk();
    const { id } = await importFolder(visit(), chairs);
    const first = visit();
    const made = await Promise.all(
      ["a/1.png", "a/2.png", "a/1.png"].map((path) => first.readThumbnail(id, path as ItemId)),
    );
    expect(await Promise.all(made.map((blob) => blob.text()))).toEqual(["small:one", "small:two", "small:one"]);
    const next = visit();
    await next.listDatasets();
    const { changes } = disk;
    expect(await (await next.readThumbnail(id, "a/2.png" as ItemId)).text()).toBe("small:two");
    expect(disk.changes).toBe(changes);
  });

  it("hides a deleted data set, brings it back, and removes it for good at the next visit", async () => {
    const { visit, root } = makeDisk();
    const service = visit();
    const { id } = await importFolder(service, chairs);
    await service.deleteDataset(id);
    expect(await service.listDatasets()).toEqual([]);
    await expect(service.readItems(id, null)).rejects.toMatchObject({ name: "DatasetMissingError" });
    await expect(service.listTables(id)).rejects.toMatchObject({ name: "DatasetMissingError" });
    expect(await service.restoreDataset(id)).toMatchObject({ id });
    expect((await seen(service))[0]!.pictures).toEqual(["one", "two", "three"]);
    await service.deleteDataset(id);
    const next = visit();
    expect(await next.listDatasets()).toEqual([]);
    const library = await root.getDirectoryHandle("library");
    await expect(library.getDirectoryHandle(id)).rejects.toMatchObject({ name: "NotFoundError" });
    await expect(next.restoreDataset(id)).rejects.toMatchObject({ name: "DatasetMissingError" });
  });

  it("does not empty the trash while another tab visits the library", async () => {
    const { visit } = makeDisk();
    const locks = new MemoryLocks();
    const first = visit(locks);
    const { id } = await importFolder(first, chairs);
    await first.deleteDataset(id);
    await visit(locks).listDatasets();
    expect(await first.restoreDataset(id)).toMatchObject({ id });
  });

  it("removes items, undoes that, and forgets them with the trash", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    const removed = ["a/2.png", "no such"] as ItemId[];
    expect((await service.removeItems(id, removed)).counts).toEqual({
      items: 2,
      identities: 2,
      queries: 0,
      gallery: 2,
    });
    expect(await paths(service, id)).toEqual(["a/1.png", "b/1.png"]);
    expect((await service.restoreItems(id, removed)).counts.items).toBe(3);
    expect(await paths(service, id)).toEqual(["a/1.png", "a/2.png", "b/1.png"]);
    await service.removeItems(id, removed);
    await service.emptyTrash();
    expect((await service.restoreItems(id, removed)).counts.items).toBe(2);
  });

  it("merges data sets, with their pictures and what was seen of them, and leaves the parts", async () => {
    const service = makeDisk().visit();
    const one = await importFolder(service, chairs, "One");
    const two = await importFolder(service, tables, "Two");
    await service.keepFacts(two.id, [facts("a/1.png")]);
    const merged = await service.mergeDatasets([one.id, two.id], "Zusammen");
    expect(merged).toMatchObject({
      counts: { items: 4, identities: 3 },
      sources: [{ prefix: "" }, { prefix: "Two/" }],
    });
    const all = await seen(service);
    expect(all.map(({ name }) => name)).toEqual(["One", "Two", "Zusammen"]);
    expect(all[2]!.pictures).toEqual(["one", "two", "three", "table"]);
    expect(unpackTexts(await service.unexamined(merged.id))).toEqual(["a/1.png", "a/2.png", "b/1.png"]);
  });

  it("tells what was seen of pictures, and keeps it", async () => {
    const { visit } = makeDisk();
    const service = visit();
    const { id } = await importFolder(service, chairs);
    await service.keepFacts(id, [facts("a/1.png"), { ...facts("b/1.png"), isBlank: true }]);
    await service.keepFacts(id, [{ ...facts("a/2.png"), width: 8 }]);
    const health = await visit().readHealth(id);
    expect(health).toMatchObject({ examined: 3, total: 3 });
    expect(health.findings.map(({ kind, items }) => [kind, unpackTexts(items)])).toEqual([
      ["duplicate-bytes", ["a/1.png", "a/2.png", "b/1.png"]],
      ["blank", ["b/1.png"]],
      ["tiny", ["a/2.png"]],
      ["single-image-identity", ["b/1.png"]],
    ]);
  });

  it("filters, samples and exports items", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    const filter = { identity: null, category: null, split: null, role: null, text: "" };
    const of = async (part: object) => unpackTexts((await service.readItems(id, { ...filter, ...part })).paths);
    expect(await of({ identity: "A", role: "gallery" })).toEqual(["a/1.png"]);
    expect(await of({ split: "test" })).toEqual(["b/1.png"]);
    expect(await of({ text: "ARM" })).toEqual(["a/1.png"]);
    expect(await of({ text: "B/" })).toEqual(["b/1.png"]);
    expect(await of({ category: "none of it" })).toEqual([]);
    expect(await service.sampleItems(id, 2)).toEqual(["a/1.png", "a/2.png"]);
    expect(await (await service.exportItems(id)).text()).toBe(
      "path,label,split,is_query,is_gallery,title\na/1.png,A,train,0,1,Armchair\na/2.png,A,train,1,0,\nb/1.png,B,test,0,1,Bench\n",
    );
  });

  it("says which picture cannot be found, and why", async () => {
    const service = makeDisk().visit();
    const { id } = await importFolder(service, chairs);
    await expect(service.readPicture(id, "a/9.png" as ItemId)).rejects.toMatchObject({
      name: "PictureMissingError",
      message: expect.stringContaining("Chairs/a/9.png") as string,
    });
  });

  it("reads a folder in place, and reads it from elsewhere after it was chosen again", async () => {
    const { visit } = makeDisk();
    const disk = new MemoryDirectory("Pictures");
    const write = async (name: string, text: string) => {
      const handle = await (await disk.getFileHandle(name, { create: true })).createSyncAccessHandle();
      handle.write(new TextEncoder().encode(text));
      handle.close();
    };
    await write("items.csv", "path,label,split,is_query,is_gallery\nx.png,X,test,0,1\n");
    await write("x.png", "in place");
    const service = visit();
    const { proposalId } = await service.propose(nextJob(), { kind: "handle", handle: disk }, ignore);
    const accepted = { proposalId, name: "Pictures", into: null, copyPictures: false };
    const { id, sources } = await service.accept(nextJob(), accepted, ignore);
    expect(sources).toMatchObject([{ kind: "handle", prefix: "" }]);
    const next = visit();
    expect(await (await next.readPicture(id, "x.png" as ItemId)).file.text()).toBe("in place");
    expect(await next.checkSources(id)).toEqual([{ sourceId: sources[0]!.sourceId, access: "open", handle: disk }]);
    const other = new MemoryDirectory("Elsewhere");
    await expect(
      next.reconnectSource(id, sources[0]!.sourceId, { kind: "handle", handle: other }),
    ).rejects.toMatchObject({ name: "PictureMissingError" });
  });

  it("tells both schemas of a record of another version, lets it be deleted, and opens the others", async () => {
    const { visit, root } = makeDisk();
    const { id } = await importFolder(visit(), chairs);
    const other = await importFolder(visit(), tables, "Other");
    const data = await (await root.getDirectoryHandle("library")).getDirectoryHandle(id);
    const record = await (await data.getFileHandle("record.json")).createWritable();
    await record.write('{"schema": 7}');
    await record.close();
    const service = visit();
    const message = expect.stringMatching(/expected schema 1, .*found schema 7/) as string;
    await expect(service.readItems(id, null)).rejects.toMatchObject({ name: "ItemTableFormatError", message });
    expect(await service.listDatasets()).toMatchObject([{ id: other.id }, { id, name: message }]);
    await service.deleteDataset(id);
    expect((await service.listDatasets()).map((listed) => listed.id)).toEqual([other.id]);
  });

  it("refuses to change what another tab holds, and says so", async () => {
    const { visit } = makeDisk();
    const locks = new MemoryLocks();
    const service = visit(locks);
    const { id } = await importFolder(service, chairs);
    let release = ignore as () => void;
    void locks.request(`library/${id}`, () => new Promise<void>((resolve) => (release = resolve)));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const refused = expect(service.renameDataset(id, "New")).rejects.toMatchObject({ name: "LockedElsewhereError" });
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    vi.useRealTimers();
    release();
    expect((await service.renameDataset(id, "New")).name).toBe("New");
  });

  it("lets two tabs change one data set, one after the other", async () => {
    const { visit } = makeDisk();
    const locks = new MemoryLocks();
    const [one, two] = [visit(locks), visit(locks)];
    const { id } = await importFolder(one, chairs);
    await Promise.all([one.removeItems(id, ["a/1.png" as ItemId]), two.removeItems(id, ["b/1.png" as ItemId])]);
    expect(await paths(one, id)).toEqual(["a/2.png"]);
    expect(await paths(two, id)).toEqual(["a/2.png"]);
  });

  it("ends an import that was cancelled, and leaves nothing of it", async () => {
    const { visit, disk } = makeDisk();
    const service = visit();
    await service.listDatasets();
    const { usedBytes } = disk;
    const { proposalId } = await service.propose(nextJob(), chairs, ignore);
    const jobId = nextJob();
    const accepting = service.accept(jobId, { proposalId, name: "", into: null, copyPictures: true }, () =>
      service.cancel(jobId),
    );
    await expect(accepting).rejects.toMatchObject({ name: "AbortError" });
    expect(await service.listDatasets()).toEqual([]);
    expect(disk.usedBytes).toBe(usedBytes);
  });
});
