import { describe, expect, it } from "vitest";

import { openFilePack } from "./filePack";
import { Journal } from "./journal";
import { DiskDiedError } from "./memoryDisk";
import { MemoryDirectory } from "./memoryDirectory";
import { readStored, replaceFile } from "./replaceFile";

const record = (text: string) => new TextEncoder().encode(text);

async function readAll(folder: MemoryDirectory): Promise<string[]> {
  const records: string[] = [];
  await new Journal(folder, "j").read((bytes) => records.push(new TextDecoder().decode(bytes)));
  return records;
}

/** The journal's file cut to a length, or with more bytes after it. */
async function alter(folder: MemoryDirectory, change: (handle: FileSystemSyncAccessHandle) => void): Promise<void> {
  const handle = await (await folder.getFileHandle("j")).createSyncAccessHandle();
  change(handle);
  handle.close();
}

describe("Journal", () => {
  it("gives all records in order, and after that only new ones", async () => {
    const folder = new MemoryDirectory();
    const writer = new Journal(folder, "j");
    await writer.append([record("one"), record("two")]);
    const reader = new Journal(folder, "j");
    const seen: string[] = [];
    const read = () => reader.read((bytes) => seen.push(new TextDecoder().decode(bytes)));
    await read();
    await writer.append([record("three")]);
    await read();
    expect(seen).toEqual(["one", "two", "three"]);
  });

  it("drops a torn end at every length, and goes on behind what is whole", async () => {
    for (let cut = 1; cut <= 11; cut++) {
      const folder = new MemoryDirectory();
      await new Journal(folder, "j").append([record("whole"), record("cut")]);
      await alter(folder, (handle) => handle.truncate(handle.getSize() - cut));
      expect(await readAll(folder)).toEqual(["whole"]);
      const journal = new Journal(folder, "j");
      await journal.read(() => undefined);
      await journal.append([record("next")]);
      expect(await readAll(folder)).toEqual(["whole", "next"]);
    }
  });

  it("drops an end of zeros, and a record whose bytes are others", async () => {
    const folder = new MemoryDirectory();
    await new Journal(folder, "j").append([record("whole")]);
    await alter(folder, (handle) => handle.write(new Uint8Array(100), { at: handle.getSize() }));
    expect(await readAll(folder)).toEqual(["whole"]);
    await alter(folder, (handle) => handle.write(record("WHOLE"), { at: 16 }));
    expect(await readAll(folder)).toEqual([]);
  });

  it("names both schemas of a journal of another version", async () => {
    const folder = new MemoryDirectory();
    await new Journal(folder, "j").append([record("x")]);
    await alter(folder, (handle) => handle.write(Uint8Array.of(9), { at: 4 }));
    await expect(readAll(folder)).rejects.toThrow("j: expected a journal of schema 1, which this version reads; found schema 9"); // prettier-ignore
  });

  it("is what it was where there is no room", async () => {
    const folder = new MemoryDirectory();
    const journal = new Journal(folder, "j");
    await journal.append([record("one")]);
    folder.disk.quotaBytes = folder.disk.usedBytes + 4;
    await expect(journal.append([record("two")])).rejects.toMatchObject({ name: "QuotaExceededError" });
    folder.disk.quotaBytes = Infinity;
    await journal.append([record("three")]);
    expect(await readAll(folder)).toEqual(["one", "three"]);
  });
});

describe("FilePack", () => {
  const file = (name: string, text: string) => ({ name, content: new Blob([text]), modified: 5 });

  it("gives back files, the latest of a name, after any death between", async () => {
    for (let changes = 0; changes < 8; changes++) {
      const folder = new MemoryDirectory();
      await (await openFilePack(folder, "p")).append([file("a/x.png", "first"), file("b", "")]);
      folder.disk.dieAfter(changes);
      const appended = await (
        await openFilePack(folder, "p")
      )
        .append([file("a/x.png", "second"), file("c", "third")])
        .then(
          () => true,
          (error: unknown) => !(error instanceof DiskDiedError),
        );
      folder.disk.revive();
      const pack = await openFilePack(folder, "p");
      expect(await (await pack.open("a/x.png"))?.text()).toBe(appended ? "second" : "first");
      await pack.append([file("d", "fourth")]);
      const again = await openFilePack(folder, "p");
      expect(await (await again.open("d"))?.text()).toBe("fourth");
      expect(await again.open("none")).toBeNull();
      expect(await again.open("a/x.png")).toMatchObject({ name: "x.png", lastModified: 5 });
    }
  });
});

describe("replaceFile", () => {
  it("leaves the former file or the whole new one, whichever write died", async () => {
    for (let changes = 0; ; changes++) {
      const folder = new MemoryDirectory();
      await replaceFile(folder, "f", new Blob(["former"]));
      folder.disk.dieAfter(changes);
      const failure = await replaceFile(folder, "f", new Blob(["latter"])).then(
        () => null,
        (error: unknown) => error,
      );
      folder.disk.revive();
      expect(await (await readStored(folder, "f"))?.text()).toBe(failure === null ? "latter" : "former");
      if (failure === null) break;
      await replaceFile(folder, "f", new Blob(["next"]));
      expect(await (await readStored(folder, "f"))?.text()).toBe("next");
    }
  });

  it("replaces the file by a stream where an engine refuses to rename", async () => {
    const folder = new MemoryDirectory();
    await replaceFile(folder, "f", new Blob(["former"]));
    const part = await folder.getFileHandle("f.part", { create: true });
    part.move = () => Promise.reject(new DOMException("not here", "NotAllowedError"));
    await replaceFile(folder, "f", new Blob(["latter"]));
    expect(await (await readStored(folder, "f"))?.text()).toBe("latter");
    expect(await readStored(folder, "f.part")).toBeNull();
  });
});
