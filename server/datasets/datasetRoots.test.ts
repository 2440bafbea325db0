import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { DatasetRoots } from "./datasetRoots";

const folder = mkdtempSync(join(tmpdir(), "roots-"));
const pictures = join(folder, "pictures");
const roots = new DatasetRoots([{ name: "My Pictures", path: pictures }]);

beforeAll(() => {
  mkdirSync(join(pictures, "deep"), { recursive: true });
  mkdirSync(join(folder, "pictures-private"));
  writeFileSync(join(folder, "secret.png"), "secret");
  writeFileSync(join(folder, "pictures-private", "secret.png"), "secret");
  for (const name of ["a.png", "deep/b.png", "100% #1? é.png", "..hidden"]) writeFileSync(join(pictures, name), name);
  symlinkSync("deep/b.png", join(pictures, "inside.png"));
  symlinkSync("../secret.png", join(pictures, "outside.png"));
  symlinkSync(join(folder, "pictures-private"), join(pictures, "private"));
  symlinkSync("..", join(pictures, "deep", "up"));
  symlinkSync("circle.png", join(pictures, "circle.png"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("names folders by ids that stay the same", () => {
  expect(roots.list()).toEqual([{ id: "my-pictures", name: "My Pictures" }]);
  expect(new DatasetRoots([{ name: "図面", path: pictures }]).list()[0]?.id).toMatch(/^folder-[0-9a-f]{8}$/);
});

it("refuses two names that would be one id", () => {
  const alike = () =>
    new DatasetRoots(["Straße 1", "strasse-1", "STRASSE  1"].map((name) => ({ name, path: pictures })));
  expect(alike).toThrow(/too much alike/);
});

describe("paths", () => {
  it.each(["a.png", "deep/b.png", "..hidden", "inside.png", "deep/up/a.png"])("finds %s", async (path) => {
    expect(await roots.fileOf("my-pictures", path)).toContain(pictures);
  });

  it("finds names with signs that an address gives a meaning", async () => {
    const found = await roots.fileOf("my-pictures", encodeURIComponent("100% #1? é.png"));
    expect(found).toBe(join(pictures, "100% #1? é.png"));
  });

  it.each([
    ["parts that lead up", "../secret.png"],
    ["encoded dots", "%2e%2e/secret.png"],
    ["an encoded separator", "..%2fsecret.png"],
    ["an encoded separator inside the folder", "deep%2Fb.png"],
    ["a separator of another system", "..\\secret.png"],
    ["the same, encoded", "deep%5C..%5C..%5Csecret.png"],
    ["parts that lead up from below", "deep/../../secret.png"],
    ["parts that stay inside", "deep/../a.png"],
    ["this folder's own dot", "./a.png"],
    ["an absolute path", "/etc/passwd"],
    ["an encoded absolute path", "%2Fetc%2Fpasswd"],
    ["doubled separators", "deep//b.png"],
    ["nothing", ""],
    ["a folder's trailing separator", "deep/"],
    ["a drive", "C:/secret.png"],
    ["a drive without separator", "C:secret.png"],
    ["a scheme", "file:/etc/passwd"],
    ["NUL", "a.png%00.txt"],
    ["percent signs that encode nothing", "%zz.png"],
    ["bytes that are no text", "%ff%fe.png"],
    ["a link that leaves the folder", "outside.png"],
    ["a link to a folder whose name begins alike", "private/secret.png"],
  ])("refuses %s", async (_what, path) => {
    await expect(roots.fileOf("my-pictures", path)).rejects.toMatchObject({ name: "CompanionRefusedError" });
  });

  it.each(["missing.png", "deep", "a.png/b.png", "circle.png", "%252e%252e/secret.png"])(
    "finds no file at %s",
    async (path) => {
      await expect(roots.fileOf("my-pictures", path)).rejects.toMatchObject({ name: "PictureMissingError" });
    },
  );

  it.each(["other", "..", "", "my-pictures/.."])("knows no folder %j", async (id) => {
    await expect(roots.fileOf(id, "a.png")).rejects.toMatchObject({ name: "FolderReadError" });
  });

  it("says so where the folder is gone", async () => {
    const gone = new DatasetRoots([{ name: "gone", path: join(folder, "gone") }]);
    await expect(gone.rootOf("gone")).rejects.toMatchObject({ name: "FolderReadError" });
    const file = new DatasetRoots([{ name: "file", path: join(folder, "secret.png") }]);
    await expect(file.rootOf("file")).rejects.toThrow(/it is a file/);
  });
});
