import { describe, expect, it } from "vitest";

import { FilesSource } from "../sources/filesSource";
import { SourceView } from "./sourceView";

const view = (content: BlobPart) =>
  new SourceView(new FilesSource("set", new Map([["a.txt", new Blob([content])]])), []);

describe("SourceView", () => {
  it("reads UTF-8 with and without byte order mark", async () => {
    expect(await view("ü,日本\r\n").readText("a.txt")).toBe("ü,日本\r\n");
    expect(await view("\uFEFFa,b").readText("a.txt")).toBe("a,b");
    expect(await view("").readText("a.txt")).toBe("");
  });

  it("says that a text is in another encoding, and which where it shows", async () => {
    await expect(view(Uint8Array.of(0xfc, 0x62)).readText("a.txt")).rejects.toMatchObject({
      name: "ImportFormatError",
      message: "a.txt: expected text in UTF-8; found bytes that are not",
    });
    await expect(view(Uint8Array.of(0xff, 0xfe, 0x61, 0)).readText("a.txt")).rejects.toMatchObject({
      message: "a.txt: expected text in UTF-8; found UTF-16",
    });
  });

  it("reads the head of a long text up to its last line break, also where it ends inside a character", async () => {
    const line = "日本日本日\n";
    const head = await view(line.repeat(10_000)).readHead("a.txt");
    expect(head.length).toBeGreaterThan(20_000);
    expect(head.endsWith("日\n")).toBe(true);
    expect(head).toBe(line.repeat(head.length / line.length));
    expect(await view("short").readHead("a.txt")).toBe("short");
  });

  it("says what a missing file is called", async () => {
    await expect(view("").readText("b.txt")).rejects.toMatchObject({
      name: "PictureMissingError",
      message: expect.stringContaining("set/b.txt") as string,
    });
  });

  it("refuses a list that is too long to be read whole", async () => {
    const file = Object.defineProperty(new Blob(["x"]), "size", { value: 300 * 2 ** 20 });
    const source = new FilesSource("set", new Map([["a.txt", file]]));
    await expect(new SourceView(source, []).readText("a.txt")).rejects.toMatchObject({
      name: "ImportFormatError",
      message: "a.txt: expected a list of at most 256 MiB; found 300 MiB",
    });
  });

  it("says that a file was changed since it was chosen", async () => {
    const file = new Blob(["x"]);
    file.arrayBuffer = () => Promise.reject(new DOMException("changed", "NotReadableError"));
    const source = new FilesSource("set", new Map([["a.txt", file]]));
    await expect(new SourceView(source, []).readText("a.txt")).rejects.toMatchObject({ name: "FolderReadError" });
  });
});
