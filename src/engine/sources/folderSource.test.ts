import { describe, expect, it } from "vitest";

import { MemoryDirectory } from "../opfs/memoryDirectory";
import { FolderHandleSource } from "./folderSource";

const never = new AbortController().signal;
const list = (folder: FileSystemDirectoryHandle) => new FolderHandleSource(folder).list(never, () => undefined);

async function folderOf(files: Readonly<Record<string, string>>): Promise<MemoryDirectory> {
  const root = new MemoryDirectory("drawings");
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/");
    const name = parts.pop()!;
    let folder: FileSystemDirectoryHandle = root;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await writable.write(text);
    await writable.close();
  }
  return root;
}

/** A folder whose entries fail with an error of the platform. */
function failingFolder(name: string, errorName: string): FileSystemDirectoryHandle {
  const folder = new MemoryDirectory(name);
  const fail = () => Promise.reject(new DOMException("refused", errorName));
  return Object.assign(folder, { entries: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }) });
}

function addEntry(root: MemoryDirectory, entry: FileSystemDirectoryHandle, name = entry.name): void {
  const entries = root.entries.bind(root);
  const more = async function* () {
    yield* entries();
    yield [name, entry] as const;
  };
  Object.assign(root, { entries: more });
}

describe("FolderHandleSource", () => {
  it("lists all files of all folders in order of path, without opening one", async () => {
    const root = await folderOf({ "b/2.png": "", "b/10.png": "", "a/x/y.png": "", "B.csv": "", "é.png": "" });
    const { files, skipped, faults } = await list(root);
    expect(files.map(({ path }) => path)).toEqual(["B.csv", "a/x/y.png", "b/10.png", "b/2.png", "é.png"]);
    expect(files.every(({ bytes }) => bytes === null)).toBe(true);
    expect([skipped, faults]).toEqual([[], []]);
  });

  it("skips what operating systems leave behind and says why", async () => {
    const root = await folderOf({
      "a.png": "",
      ".DS_Store": "",
      "x/Thumbs.db": "",
      ".git/config": "",
      "__MACOSX/a": "",
    });
    const { files, skipped } = await list(root);
    expect(files.map(({ path }) => path)).toEqual(["a.png"]);
    expect(Object.fromEntries(skipped.map(({ reason, paths }) => [reason, [...paths].sort()]))).toEqual({
      "hidden files": [".DS_Store", ".git/"],
      "files that Windows keeps for itself": ["x/Thumbs.db"],
      "resource forks of macOS": ["__MACOSX/"],
    });
  });

  it("lists a folder of a hundred thousand files and tells how far it is", async () => {
    const entries = async function* () {
      await Promise.resolve();
      for (let i = 0; i < 100_000; i++) yield [`${i}.png`, { kind: "file" }] as const;
    };
    const told: number[] = [];
    const root = Object.assign(new MemoryDirectory("flat"), { entries });
    const { files } = await new FolderHandleSource(root).list(never, (count) => told.push(count));
    expect(files.length).toBe(100_000);
    expect(told.at(-1)).toBe(100_000);
  });

  it("stops when it is cancelled", async () => {
    const root = await folderOf({ "a.png": "", "b/c.png": "" });
    const controller = new AbortController();
    controller.abort();
    const listing = new FolderHandleSource(root).list(controller.signal, () => undefined);
    await expect(listing).rejects.toMatchObject({ name: "AbortError" });
  });

  it("says that permission was withdrawn, wherever it is noticed", async () => {
    await expect(list(failingFolder("drawings", "NotAllowedError"))).rejects.toMatchObject({
      name: "FolderReadError",
      message: expect.stringContaining("permission") as string,
    });
    const root = await folderOf({ "a.png": "" });
    addEntry(root, failingFolder("b", "NotAllowedError"));
    await expect(list(root)).rejects.toMatchObject({ name: "FolderReadError" });
  });

  it("goes on behind a folder that vanished while it was read", async () => {
    const root = await folderOf({ "a/1.png": "", "c/3.png": "" });
    addEntry(root, failingFolder("b", "NotFoundError"));
    const { files, faults } = await list(root);
    expect(files.map(({ path }) => path)).toEqual(["a/1.png", "c/3.png"]);
    expect(faults).toMatchObject([{ file: "b/", message: expect.stringContaining("not there any more") as string }]);
  });

  it("says that the whole folder is gone", async () => {
    await expect(list(failingFolder("drawings", "NotFoundError"))).rejects.toMatchObject({ name: "FolderReadError" });
  });

  it("does not follow a link that leads back for ever", async () => {
    const root = new MemoryDirectory("loop");
    addEntry(root, root, "again");
    const { files, faults } = await list(root);
    expect(files).toEqual([]);
    expect(faults).toMatchObject([{ message: expect.stringContaining("at most 40 deep") as string }]);
  });

  it("opens a file by its path", async () => {
    const source = new FolderHandleSource(await folderOf({ "a/b/c.txt": "hello", "top.txt": "" }));
    expect(await (await source.open("a/b/c.txt")).text()).toBe("hello");
    expect((await source.open("top.txt")).size).toBe(0);
  });

  it("says which picture is missing", async () => {
    const root = await folderOf({ "a/b.png": "" });
    const source = new FolderHandleSource(root);
    await source.open("a/b.png");
    await root.removeEntry("a", { recursive: true });
    for (const path of ["a/b.png", "x/y.png", "z.png"]) {
      await expect(source.open(path)).rejects.toMatchObject({
        name: "PictureMissingError",
        message: expect.stringContaining(`drawings/${path}`) as string,
      });
    }
  });

  it("says that a file has become a folder", async () => {
    const source = new FolderHandleSource(await folderOf({ "a/b.png": "" }));
    await expect(source.open("a")).rejects.toMatchObject({ name: "FolderReadError" });
  });
});
