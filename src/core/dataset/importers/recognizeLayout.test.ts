import { describe, expect, it } from "vitest";

import type { FolderView } from "./importer";
import { memoryFolder } from "./memoryFolder";
import { recognizeLayout } from "./recognizeLayout";

async function layouts(folder: FolderView): Promise<string[]> {
  return (await recognizeLayout(folder)).map(({ importer }) => importer.layout);
}

describe("recognizeLayout", () => {
  it("gives every layout that fits, the surest first", async () => {
    const folder = memoryFolder({ "items.csv": "path,label\na/1.png,1\n", "a/1.png": null, "b/1.png": null });
    expect(await layouts(folder)).toEqual(["item-table", "identity-folders", "pictures"]);
  });

  it("always fits a folder with one picture or one table, however little the table is one of items", async () => {
    expect(await layouts(memoryFolder({ "1.png": null }))).toEqual(["pictures"]);
    expect(await layouts(memoryFolder({ "items.csv": "what|ever\n" }))).toEqual(["item-table"]);
    expect(await layouts(memoryFolder({ "readme.md": "" }))).toEqual([]);
  });
});
