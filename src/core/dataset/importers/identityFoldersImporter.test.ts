import { describe, expect, it } from "vitest";

import { identityFoldersImporter } from "./identityFoldersImporter";
import { memoryFolder } from "./memoryFolder";

const plain = memoryFolder({
  "set/chair/1.png": null,
  "set/chair/2.JPG": null,
  "set/lamp/1.pdf": 2,
  "set/lamp/notes.txt": "",
  "set/loose.png": null,
  "set/test/1.png": null,
});

const split = memoryFolder({
  "train/chair/1.png": null,
  "train/lamp/1.png": null,
  "Query/sofa/1.png": null,
  "gallery/sofa/2.png": null,
  "gallery/stool/1.png": null,
  "gallery/loose.png": null,
});

describe("identityFoldersImporter", () => {
  it("takes each folder for an identity, below whatever folder holds them all, and every sheet for an item", async () => {
    expect(await identityFoldersImporter.recognize(plain)).toEqual({
      confidence: 0.4,
      evidence: "3 folders with 4 pictures",
    });
    const table = await identityFoldersImporter.read(plain, {});
    expect(table.items.map(({ itemId, identity }) => [itemId, identity])).toEqual([
      ["set/chair/1.png", "chair"],
      ["set/chair/2.JPG", "chair"],
      ["set/lamp/1.pdf#page=1", "lamp"],
      ["set/lamp/1.pdf#page=2", "lamp"],
      ["set/test/1.png", "test"],
    ]);
    expect(table.items[0]).toMatchObject({ split: "test", isQuery: true, isGallery: true });
    expect(table.skipped).toEqual([
      { reason: "in no folder of an identity", paths: ["set/loose.png"] },
      { reason: "no picture", paths: ["set/lamp/notes.txt"] },
    ]);
    expect(table.faults).toEqual([]);
  });

  it("reads folders named for what they are for, and lets the user say otherwise", async () => {
    expect(await identityFoldersImporter.recognize(split)).toMatchObject({ confidence: 0.7 });
    const table = await identityFoldersImporter.read(split, {});
    expect(table.choices.map(({ key, value, label }) => [key, value, label])).toEqual([
      ["folder:Query", "query", "Folder Query (1 picture)"],
      ["folder:gallery", "gallery", "Folder gallery (3 pictures)"],
      ["folder:train", "train", "Folder train (2 pictures)"],
    ]);
    expect(table.items).toEqual([
      { itemId: "Query/sofa/1.png", identity: "sofa", split: "test", isQuery: true, isGallery: false },
      { itemId: "gallery/sofa/2.png", identity: "sofa", split: "test", isQuery: false, isGallery: true },
      { itemId: "gallery/stool/1.png", identity: "stool", split: "test", isQuery: false, isGallery: true },
      { itemId: "train/chair/1.png", identity: "chair", split: "train", isQuery: false, isGallery: false },
      { itemId: "train/lamp/1.png", identity: "lamp", split: "train", isQuery: false, isGallery: false },
    ]);
    const revised = await identityFoldersImporter.read(split, { "folder:train": "none", "folder:Query": "test" });
    expect(revised.items).toHaveLength(3);
    expect(revised.items[0]).toMatchObject({ isQuery: true, isGallery: true });
    expect(revised.skipped).toContainEqual({ reason: "left out", paths: ["train/chair/1.png", "train/lamp/1.png"] });
  });

  it("names folders in folders by their whole path, or takes the outermost", async () => {
    const nested = memoryFolder({ "a/x/1.png": null, "a/y/1.png": null, "b/x/1.png": null });
    const inner = await identityFoldersImporter.read(nested, {});
    expect(inner.items.map(({ identity }) => identity)).toEqual(["a/x", "a/y", "b/x"]);
    const outer = await identityFoldersImporter.read(nested, { identity: "outer" });
    expect(outer.items.map(({ identity }) => identity)).toEqual(["a", "a", "b"]);
  });

  it("keeps files whose names differ in case or normalization alone apart, and says so", async () => {
    const table = await identityFoldersImporter.read(
      memoryFolder({ "a/é.png": null, "a/e\u0301.png": null, "b/X.png": null, "b/x.png": null }),
      {},
    );
    expect(table.items).toHaveLength(4);
    expect(table.faults.map(({ file }) => file)).toEqual(["a/é.png", "b/x.png"]);
    expect(table.faults[1]?.message).toContain("differs from b/X.png in case or Unicode normalization alone");
  });

  it("is not recognised without two folders, or where most pictures lie in none", async () => {
    expect(await identityFoldersImporter.recognize(memoryFolder({ "a/1.png": null, "a/2.png": null }))).toBeNull();
    expect(await identityFoldersImporter.recognize(memoryFolder({ "query/1.png": null, "gallery/2.png": null }))).toBeNull(); // prettier-ignore
    expect(await identityFoldersImporter.recognize(memoryFolder({ "readme.txt": "" }))).toBeNull();
  });
});
