import { describe, expect, it } from "vitest";

import { droppedSource } from "./droppedSource";

const file = (name: string, content = name): File => new File([content], name);

/** What a browser without handles gives for a file or folder; folders give their entries two at a time. */
function entryOf(name: string, content: File | readonly FileSystemEntry[] | Error): FileSystemEntry {
  const isFile = content instanceof File;
  let given = 0;
  const createReader = () => ({
    readEntries: (done: (entries: FileSystemEntry[]) => void, fail: (error: Error) => void) => {
      if (content instanceof Error) fail(content);
      else if (!(content instanceof File)) done(content.slice(given, (given += 2)));
    },
  });
  return { name, isFile, isDirectory: !isFile, file: (done: (file: unknown) => void) => done(content), createReader } as unknown as FileSystemEntry; // prettier-ignore
}

const transferOf = (items: readonly object[]): DataTransfer =>
  ({ items: items.map((item) => ({ kind: "file", getAsFile: () => null, ...item })) }) as unknown as DataTransfer;
const asEntry = (entry: FileSystemEntry) => ({ webkitGetAsEntry: () => entry });
const asHandle = (handle: object, content: File | null = null) => ({
  getAsFileSystemHandle: () => Promise.resolve(handle),
  getAsFile: () => content,
});
const pathsOf = async (transfer: DataTransfer): Promise<readonly string[]> => {
  const source = await droppedSource(transfer);
  return source?.kind === "files" ? [...source.files.keys()] : [];
};

describe("droppedSource", () => {
  it("takes a folder as its handle and reads nothing of it", async () => {
    const handle = { kind: "directory", name: "drawings" };
    expect(await droppedSource(transferOf([asHandle(handle)]))).toEqual({ kind: "handle", handle });
  });

  it("takes a zip as an archive that can be read in place", async () => {
    const handle = { kind: "file", name: "a.ZIP" };
    const content = file("a.ZIP");
    expect(await droppedSource(transferOf([asHandle(handle, content)]))).toEqual({
      kind: "archive",
      file: content,
      name: "a.ZIP",
      handle,
    });
  });

  it("takes a table alone as a folder of one file, named as the table", async () => {
    const source = await droppedSource(transferOf([asEntry(entryOf("items.v2.csv", file("items.v2.csv")))]));
    expect(source).toMatchObject({ kind: "files", name: "items.v2" });
  });

  it("lists a folder of a browser without handles, batch by batch", async () => {
    const inner = entryOf("b", [entryOf("3.png", file("3.png"))]);
    const top = entryOf("top", [entryOf("1.png", file("1")), inner, entryOf("2.png", file("2"))]);
    expect(await pathsOf(transferOf([asEntry(top)]))).toEqual(["1.png", "b/3.png", "2.png"]);
  });

  it("takes several folders and files as one folder that holds them", async () => {
    const first = entryOf("a", [entryOf("1.png", file("1"))]);
    const second = entryOf("b", [entryOf("1.png", file("1"))]);
    const paths = await pathsOf(
      transferOf([asEntry(first), asEntry(second), asEntry(entryOf("c.csv", file("c.csv")))]),
    );
    expect(paths).toEqual(["a/1.png", "b/1.png", "c.csv"]);
  });

  it("keeps files of one name apart", async () => {
    const twice = [file("a.png", "1"), file("a.png", "2")].map((content) => ({
      getAsFile: () => content,
      webkitGetAsEntry: () => null,
    }));
    expect(await pathsOf(transferOf(twice))).toEqual(["a.png", "a (2).png"]);
  });

  it("says which folder the browser cannot read", async () => {
    const broken = entryOf("drawings", new Error("denied"));
    await expect(droppedSource(transferOf([asEntry(broken)]))).rejects.toMatchObject({
      name: "FolderReadError",
      message: expect.stringContaining("drawings") as string,
    });
  });

  it("finds nothing in a drop of text", async () => {
    expect(await droppedSource(transferOf([{ kind: "string" }]))).toBeNull();
  });
});
