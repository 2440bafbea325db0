import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ArchiveSource } from "./archiveSource";
import { makeZip, type ZipFile } from "./zipForTests";

const never = new AbortController().signal;
const open = (files: readonly ZipFile[]) => new ArchiveSource(makeZip(files), "set.zip");
const list = (files: readonly ZipFile[]) => open(files).list(never, () => undefined);
const paths = async (files: readonly ZipFile[]) => (await list(files)).files.map(({ path }) => path);
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("ArchiveSource", () => {
  it("lists files in order of path with their sizes and is named without extension", async () => {
    const source = open([{ name: "b.txt", content: bytesOf("bb") }, { name: "a/c.txt" }, { name: "a/" }]);
    const { files, skipped, faults } = await source.list(never, () => undefined);
    expect(source.name).toBe("set");
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["a/c.txt", 0],
      ["b.txt", 2],
    ]);
    expect([skipped, faults]).toEqual([[], []]);
  });

  it("leaves out the one folder that holds all the rest", async () => {
    const files = [{ name: "Market/query/1.png", content: bytesOf("1") }, { name: "Market/test/2.png" }];
    expect(await paths(files)).toEqual(["query/1.png", "test/2.png"]);
    expect(await (await open(files).open("query/1.png")).text()).toBe("1");
  });

  it.each([
    ["/etc/passwd", "absolute"],
    ["../../up.png", "`..`"],
    ["a/../../up.png", "`..`"],
    ["C:/windows.png", "drive letter"],
    ["a\\b.png", "backslash"],
  ])("refuses %s, which could lead out of the folder, and keeps the rest", async (name, reason) => {
    const { files, faults } = await list([{ name }, { name: "good.png" }]);
    expect(files.map(({ path }) => path)).toEqual(["good.png"]);
    expect(faults).toMatchObject([{ file: name, message: expect.stringContaining(reason) as string }]);
  });

  it("reads the separators of old Windows programs, and refuses what they lead to outside", async () => {
    const { files, faults } = await list([
      { name: "a\\b.png", madeBy: 0 },
      { name: "..\\up.png", madeBy: 0 },
      { name: "c.png", madeBy: 0 },
    ]);
    expect(files.map(({ path }) => path)).toEqual(["a/b.png", "c.png"]);
    expect(faults).toMatchObject([{ file: "../up.png" }]);
  });

  it("skips symbolic links", async () => {
    const { files, skipped } = await list([
      { name: "link.png", attributes: (0o120777 << 16) >>> 0 },
      { name: "a.png" },
    ]);
    expect(files.map(({ path }) => path)).toEqual(["a.png"]);
    expect(skipped).toEqual([{ reason: "symbolic links", paths: ["link.png"] }]);
  });

  it("refuses encrypted files and unknown compression", async () => {
    const { files, faults } = await list([
      { name: "secret.png", flags: 1 },
      { name: "x.png", method: 14 },
    ]);
    expect(files).toEqual([]);
    expect(faults.map(({ message }) => message)).toEqual([
      "expected a file that opens without a password; found an encrypted one",
      "expected a stored or deflated file; found compression method 14",
    ]);
  });

  it("refuses a bomb by what its directory says of it", async () => {
    const claim = { method: 8, content: bytesOf("x"), claimedBytes: 100 * 2 ** 20 };
    const { files, faults } = await list([{ name: "bomb.png", ...claim }, { name: "good.png" }]);
    expect(files.map(({ path }) => path)).toEqual(["good.png"]);
    expect(faults[0]?.message).toMatch(/at most 250 times its size; found \d+ times/);
    const huge = await list([{ name: "huge.png", ...claim, claimedBytes: 2 ** 31 }]);
    expect(huge.faults[0]?.message).toContain("at most 1073741824 bytes unpacked");
  });

  it("stops unpacking a bomb that lies about its size", async () => {
    const source = open([{ name: "bomb.png", content: new Uint8Array(4 * 2 ** 20), method: 8, claimedBytes: 1000 }]);
    await expect(source.open("bomb.png")).rejects.toMatchObject({
      name: "ArchiveFormatError",
      message: "set/bomb.png: expected 1000 bytes, as the archive's directory says; found more",
    });
  });

  it("refuses files that share the bytes of another", async () => {
    const content = bytesOf("the same bytes, many times over");
    const { files, faults } = await list([
      { name: "a.png", content },
      { name: "b.png", content, sharesBytesOfFirst: true },
    ]);
    expect(files.map(({ path }) => path)).toEqual(["a.png"]);
    expect(faults[0]).toMatchObject({ file: "b.png", message: expect.stringContaining("shared with a.png") as string });
  });

  it("keeps one of two files of one path", async () => {
    const { files, faults } = await list([{ name: "a.png" }, { name: "./a.png" }]);
    expect(files.map(({ path }) => path)).toEqual(["a.png"]);
    expect(faults).toMatchObject([{ file: "./a.png" }]);
  });

  it("reads names in UTF-8 and in code page 437", async () => {
    const name = Uint8Array.of(0x81, 0x2e, 0x70, 0x6e, 0x67); // ü in code page 437
    expect(await paths([{ name: "日本.png" }, { name }])).toEqual(["ü.png", "日本.png"]);
  });

  it("says that a file is no archive, is cut, or damaged inside", async () => {
    const notZip = new ArchiveSource(new Blob(["hello ".repeat(100)]), "a.zip");
    await expect(notZip.list(never, () => undefined)).rejects.toMatchObject({ name: "ArchiveFormatError" });
    const empty = new ArchiveSource(new Blob([]), "a.zip");
    await expect(empty.list(never, () => undefined)).rejects.toMatchObject({ name: "ArchiveFormatError" });
    for (const method of [0, 8]) {
      const source = open([{ name: "a.png", content: bytesOf("content"), method, crc: 1 }]);
      await expect(source.open("a.png")).rejects.toMatchObject({
        name: "ArchiveFormatError",
        message: expect.stringContaining("checksum 00000001") as string,
      });
    }
    const garbled = open([{ name: "a.png", content: bytesOf("content"), method: 8, raw: bytesOf("no deflate") }]);
    await expect(garbled.open("a.png")).rejects.toMatchObject({ name: "ArchiveFormatError" });
  });

  it("opens by path without having been listed, and says what is not there", async () => {
    const source = open([{ name: "a.png", content: bytesOf("1") }]);
    expect(await (await source.open("a.png")).text()).toBe("1");
    await expect(source.open("b.png")).rejects.toMatchObject({ name: "PictureMissingError" });
  });

  it("gives back what was packed, whatever it is", async () => {
    const file = fc.record({
      content: fc.uint8Array({ maxLength: 3000 }).map((bytes) => new Uint8Array(bytes)),
      method: fc.constantFrom(0, 8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 8 }), async (packed) => {
        const files = packed.map((facts, i) => ({ name: `${i % 2}/${i}.bin`, ...facts }));
        const source = open(files);
        await source.list(never, () => undefined);
        const isOneFolder = new Set(files.map(({ name }) => name[0])).size === 1;
        for (const { name, content } of files) {
          const read = await source.open(isOneFolder ? name.slice(2) : name);
          expect(new Uint8Array(await read.arrayBuffer())).toEqual(content);
        }
      }),
      { numRuns: 50 },
    );
  });
});
