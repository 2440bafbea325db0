import { describe, expect, it } from "vitest";

import { extensionOf, folderOf, joinPath, nameOf, stemOf } from "./pathParts";

describe("parts of a path", () => {
  it("takes a path apart and puts it together again", () => {
    const path = "a/b.c/Chair 1.TAR.Png";
    expect(nameOf(path)).toBe("Chair 1.TAR.Png");
    expect(folderOf(path)).toBe("a/b.c");
    expect(stemOf(path)).toBe("Chair 1.TAR");
    expect(extensionOf(path)).toBe("png");
    expect(joinPath(folderOf(path), nameOf(path))).toBe(path);
  });

  it("gives empty parts where there are none", () => {
    expect(folderOf("a.png")).toBe("");
    expect(joinPath("", "a.png")).toBe("a.png");
    expect(extensionOf("a.b/readme")).toBe("");
    expect(extensionOf("a/.hidden")).toBe("");
    expect(stemOf("a/.hidden")).toBe(".hidden");
  });
});
