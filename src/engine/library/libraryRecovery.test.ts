import { describe, expect, it } from "vitest";

import type { DatasetService } from "../../contracts/datasetService";
import type { ItemId } from "../../core/dataset/item";
import { unpackTexts } from "../../core/dataset/packedTexts";
import { DiskDiedError } from "../opfs/memoryDisk";
import { chairs, facts, folder, importFolder, makeDisk, seen, tables } from "./memoryLibrary";

describe("a library on a disk that fills up or dies", () => {
  it("keeps nothing of an import that finds no room, and all that was there", async () => {
    const { visit, disk } = makeDisk();
    const service = visit();
    const { id } = await importFolder(service, chairs);
    const before = await seen(service);
    const { usedBytes } = disk;
    const large = folder("Large", {
      "items.csv": "path,label,split,is_query,is_gallery\n1.png,L,test,0,1\n2.png,L,test,0,1\n",
      "1.png": "x".repeat(9_000_000),
      "2.png": "y".repeat(9_000_000),
    });
    for (const into of [null, id]) {
      disk.quotaBytes = usedBytes + 10_000_000;
      await expect(importFolder(service, large, "Large", into)).rejects.toMatchObject({ name: "StorageFullError" });
      expect(disk.usedBytes).toBe(usedBytes);
      expect(await seen(service)).toEqual(before);
    }
    disk.quotaBytes = Infinity;
    await importFolder(service, large, "Large", id);
    expect((await service.listDatasets())[0]!.counts.items).toBe(5);
  });

  /** Lets the disk die at every change of a task in turn, and looks at what the next visit sees. */
  async function dieEverywhere(
    prepare: (service: DatasetService) => Promise<(service: DatasetService) => Promise<unknown>>,
  ) {
    let deaths = 0;
    for (let changes = 0; ; changes++) {
      const { visit, disk } = makeDisk();
      const service = visit();
      const task = await prepare(service);
      const before = await seen(service);
      disk.dieAfter(changes);
      const failure = await task(service).then(
        () => null,
        (error: unknown) => error,
      );
      const isDead = disk.isDead;
      disk.revive();
      const after = await seen(visit());
      if (!isDead) return { before, after, deaths };
      expect(failure === null || failure instanceof DiskDiedError).toBe(true);
      deaths++;
      // The whole is there or none of it: a task that died in its last cleaning up has done its work.
      if (JSON.stringify(after) !== JSON.stringify(before)) expect(await finished(prepare)).toEqual(after);
    }
  }

  async function finished(prepare: Parameters<typeof dieEverywhere>[0]) {
    const { visit } = makeDisk();
    const service = visit();
    await (
      await prepare(service)
    )(service);
    return seen(visit());
  }

  it("holds an import whole or not at all, whichever write the tab died at", async () => {
    const { before, after, deaths } = await dieEverywhere(async (service) => {
      await importFolder(service, tables, "Kept");
      return (dying) => importFolder(dying, chairs, "New");
    });
    expect([before.length, after.length]).toEqual([1, 2]);
    expect(deaths).toBeGreaterThan(10);
  });

  it("holds added items whole or not at all", async () => {
    const { before, after, deaths } = await dieEverywhere(async (service) => {
      const { id } = await importFolder(service, chairs, "Kept");
      return (dying) => importFolder(dying, tables, "", id);
    });
    expect([before[0]!.items.length, after[0]!.items.length]).toEqual([3, 4]);
    expect(deaths).toBeGreaterThan(8);
  });

  it("holds a merged data set whole or not at all", async () => {
    const { after, deaths } = await dieEverywhere(async (service) => {
      const one = await importFolder(service, chairs, "One");
      const two = await importFolder(service, tables, "Two");
      await service.keepFacts(two.id, [facts("a/1.png")]);
      return (dying) => dying.mergeDatasets([one.id, two.id], "Whole");
    });
    expect(after).toHaveLength(3);
    expect(deaths).toBeGreaterThan(10);
  });

  it("has removed items or has them", async () => {
    const { after, deaths } = await dieEverywhere(async (service) => {
      const { id } = await importFolder(service, chairs, "One");
      return (dying) => dying.removeItems(id, ["a/1.png" as ItemId]);
    });
    expect(after[0]!.items).toHaveLength(2);
    expect(deaths).toBeGreaterThan(4);
  });

  it("has deleted a data set or has it", async () => {
    const { before, deaths } = await dieEverywhere(async (service) => {
      const { id } = await importFolder(service, chairs, "One");
      await importFolder(service, tables, "Two");
      return async (dying) => {
        await dying.deleteDataset(id);
        await dying.emptyTrash();
      };
    });
    expect(before).toHaveLength(2);
    expect(deaths).toBeGreaterThan(6);
  });

  it("keeps facts and thumbnails that were announced, whichever write died after them", async () => {
    for (let changes = 0; changes < 12; changes++) {
      const { visit, disk } = makeDisk();
      const service = visit();
      const { id } = await importFolder(service, chairs);
      await service.keepFacts(id, [facts("a/1.png")]);
      await service.readThumbnail(id, "a/1.png" as ItemId);
      disk.dieAfter(changes);
      const dying = [service.keepFacts(id, [facts("a/2.png")]), service.readThumbnail(id, "a/2.png" as ItemId)];
      await Promise.allSettled(dying);
      disk.revive();
      const next = visit();
      expect(unpackTexts(await next.unexamined(id))).not.toContain("a/1.png");
      for (const [path, small] of [
        ["a/1.png", "small:one"],
        ["a/2.png", "small:two"],
      ] as const) {
        expect(await (await next.readThumbnail(id, path as ItemId)).text()).toBe(small);
      }
      await next.keepFacts(id, [facts("a/2.png")]);
      expect(unpackTexts(await visit().unexamined(id))).toEqual(["b/1.png"]);
    }
  });
});
