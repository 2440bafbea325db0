import { describe, expect, it } from "vitest";

import { countByPrefix } from "./countByPrefix";
import { packTexts } from "./packedTexts";

describe("countByPrefix", () => {
  const paths = packTexts(["a.png", "more/a.png", "more/b.png", "more (2)/a.png", "mor", "ü/more/a.png"]);

  it("counts a path for the longest prefix that it begins with", () => {
    expect(countByPrefix(paths, ["", "more/", "more (2)/"])).toEqual([3, 2, 1]);
    expect(countByPrefix(paths, ["m", "more/"])).toEqual([2, 2]);
  });

  it("counts nothing for a prefix that no path has, and no path without one", () => {
    expect(countByPrefix(paths, ["x/"])).toEqual([0]);
    expect(countByPrefix(paths, [])).toEqual([]);
    expect(countByPrefix(packTexts([]), [""])).toEqual([0]);
  });
});
