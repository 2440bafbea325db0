import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import type { ListingLine } from "../../src/contracts/companionApi";
import { listFolder } from "./listFolder";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "listing-")));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text = path): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function list(mostFollowed?: number): Promise<ListingLine[]> {
  const lines: ListingLine[] = [];
  for await (const line of listFolder(root, mostFollowed)) lines.push(line);
  return lines;
}
const paths = (lines: readonly ListingLine[]) => lines.flatMap((line) => ("path" in line ? [line.path] : []));
const reasons = (lines: readonly ListingLine[]) =>
  Object.fromEntries(lines.flatMap((line) => ("skipped" in line ? [[line.skipped, line.reason]] : [])));

it("lists files with size and time, in ascending order of the whole path", async () => {
  const names = [
    "a/b.png",
    "a-b.png",
    "a.png",
    "a/a.png",
    "a0",
    "B.png",
    "é.png",
    "z/😀.png",
    "z/\uff5e.png",
    "z/y/x.png",
  ];
  for (const name of names) write(name);
  const lines = await list();
  expect(paths(lines)).toEqual([...names].sort());
  expect(lines[0]).toMatchObject({ path: "B.png", bytes: 5 });
  expect(lines[0] !== undefined && "modified" in lines[0] && Math.abs(lines[0].modified - Date.now())).toBeLessThan(
    60_000,
  );
});

it("lists nothing of an empty folder", async () => {
  expect(await list()).toEqual([]);
});

it("follows links inside the folder, and says why it does not follow others", async () => {
  write("store/v2/x.png");
  symlinkSync("store/v2", join(root, "images"));
  symlinkSync("store/v2/x.png", join(root, "first.png"));
  symlinkSync(tmpdir(), join(root, "away"));
  symlinkSync("nowhere", join(root, "broken.png"));
  symlinkSync("self", join(root, "self"));
  symlinkSync(".", join(root, "store", "here"));
  symlinkSync("..", join(root, "store", "v2", "up"));
  const lines = await list();
  expect(paths(lines)).toEqual(["first.png", "images/x.png", "store/v2/x.png"]);
  expect(reasons(lines)).toMatchObject({
    away: "symbolic link that leaves the folder",
    "broken.png": "symbolic link that leads nowhere",
    self: "symbolic link in a circle",
    "store/here": "symbolic link in a circle",
    "store/v2/up": "symbolic link in a circle",
  });
  expect(paths(lines.slice(3))).toEqual([]);
});

it("ends where links multiply folders without a circle", async () => {
  for (let level = 0; level < 8; level++) {
    mkdirSync(join(root, `d${String(level).padStart(2, "0")}`));
    for (const name of ["l", "r"]) {
      symlinkSync(`../d${String(level + 1).padStart(2, "0")}`, join(root, `d${String(level).padStart(2, "0")}`, name));
    }
  }
  write("d08/x.png");
  const lines = await list(100);
  expect(Object.values(reasons(lines))).toContain("more than 100 folders reached by symbolic links");
  expect(paths(lines)).toContain("d08/x.png");
});

it("skips names that cannot stand in an item's path", async () => {
  write("back\\slash.png");
  write("C:drive.png");
  write("good.png");
  const lines = await list();
  expect(paths(lines)).toEqual(["good.png"]);
  expect(Object.keys(reasons(lines)).sort()).toEqual(["C:drive.png", "back\\slash.png"]);
});

it("tells folders that cannot be read, and lists the others", async () => {
  write("open/x.png");
  write("shut/y.png");
  chmodSync(join(root, "shut"), 0);
  chmodSync(root, 0o755);
  // Root reads everything, so it steps down for the moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  const lines = await list().finally(() => {
    if (isRoot) process.seteuid?.(0);
    chmodSync(join(root, "shut"), 0o700);
  });
  expect(paths(lines)).toEqual(["open/x.png"]);
  expect(reasons(lines)).toEqual({ shut: "folder cannot be read: EACCES" });
});
