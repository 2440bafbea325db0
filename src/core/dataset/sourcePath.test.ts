import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { checkSourcePath, litterReason } from "./sourcePath";

describe("checkSourcePath", () => {
  it.each(["a.png", "a/b.png", "ünï/ /b c.png", "a..b/..c/d..", "C", "a/C:/b.png", "…/x.png"])("keeps %s", (path) => {
    expect(checkSourcePath(path)).toEqual({ path });
  });

  it("drops parts that say nothing", () => {
    expect(checkSourcePath("./a//b/./c.png")).toEqual({ path: "a/b/c.png" });
  });

  it.each([
    ["/etc/passwd", "absolute"],
    ["C:/a.png", "drive letter C:"],
    ["c:a.png", "drive letter c:"],
    ["a\\b.png", "backslash"],
    ["\\\\server\\share\\a.png", "backslash"],
    ["../a.png", "`..`"],
    ["a/../../b.png", "`..`"],
    ["a/..", "`..`"],
    ["a\0b.png", "control character 0"],
    ["a\nb.png", "control character 10"],
    ["a.pdf#page=2", "sheet"],
    ["./C:/a.png", "drive letter C:"],
    ["a\ud800.png", "surrogate"],
    ["", "none"],
    ["./", "none"],
    ["a".repeat(4097), "4097"],
  ])("refuses %j", (path, reason) => {
    expect(checkSourcePath(path)).toEqual({ fault: expect.stringContaining(reason) as string });
  });

  it("never lets a path leave the folder, whatever stands in it", () => {
    const part = fc.oneof(fc.constantFrom("..", ".", "", "C:", "\\", "a"), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const checked = checkSourcePath(parts.join("/"));
        if ("fault" in checked) return;
        const base = "http://folder/inside/";
        const url = new URL(checked.path.split("/").map(encodeURIComponent).join("/"), base);
        expect(url.href.startsWith(base)).toBe(true);
        expect(checkSourcePath(checked.path)).toEqual(checked);
      }),
    );
  });
});

describe("litterReason", () => {
  it.each([
    ".DS_Store",
    "a/.DS_Store",
    "__MACOSX/a/._b.png",
    "a/Thumbs.db",
    "desktop.ini",
    ".git/config",
    "@eaDir/a.jpg",
  ])("knows %s as litter", (path) => expect(litterReason(path)).not.toBeNull());

  it.each(["a.png", "a/b.c/d.png", "MACOSX/a.png", "thumbs.db.png", "a..b.png", "./a.png", "../a.png", "a/../b", "."])(
    "leaves %s",
    (path) => expect(litterReason(path)).toBeNull(),
  );
});
