import { describe, expect, it } from "vitest";

import { splitLastWord, textLines } from "./textLines";

describe("textLines", () => {
  it("counts lines from 1, skips blank ones and a byte order mark, and takes CRLF", () => {
    expect([...textLines("\uFEFFa 1\r\n\r\n  b 2\t\n\nc")]).toEqual([
      { line: 1, text: "a 1" },
      { line: 3, text: "b 2" },
      { line: 5, text: "c" },
    ]);
    expect([...textLines("")]).toEqual([]);
  });
});

describe("splitLastWord", () => {
  it("takes the last word from a path that may hold blanks", () => {
    expect(splitLastWord("a chair/front 1.png  12")).toEqual({ before: "a chair/front 1.png", last: "12" });
    expect(splitLastWord("a.png\t3")).toEqual({ before: "a.png", last: "3" });
    expect(splitLastWord("a.png")).toBeNull();
  });
});
