import { describe, expect, it } from "vitest";

import { digixImporter } from "./digixImporter";
import { memoryFolder, type MemoryFile } from "./memoryFolder";

const files: Readonly<Record<string, MemoryFile>> = {
  "train_data/label.txt": "DIGIX_000001/a.jpg,0\nDIGIX_000002/b.jpg,1\n",
  "train_data/DIGIX_000001/a.jpg": null,
  "train_data/DIGIX_000002/b.jpg": null,
  "train_data/DIGIX_000002/c.jpg": null,
  "test_data_A/gallery/g.jpg": null,
  "test_data_A/query/q.jpg": null,
  "test_data_A/noise_type_query.txt": "q.jpg,1\n",
};

const read = (more: Readonly<Record<string, MemoryFile>>, chosen = {}) =>
  digixImporter.read(memoryFolder({ ...files, ...more }), chosen);

describe("digixImporter", () => {
  it("labels the training pictures, and gives the unlabelled test pictures an identity each", async () => {
    expect(await digixImporter.recognize(memoryFolder(files))).toEqual({
      confidence: 0.9,
      evidence: "the labels train_data/label.txt and the folders test_data_A/gallery, test_data_A/query, train_data",
    });
    const { items, faults, skipped } = await read({});
    expect(faults).toEqual([]);
    expect(items.map((item) => [item.itemId, item.identity, item.split, item.isQuery, item.isGallery])).toEqual([
      ["test_data_A/gallery/g.jpg", "test_data_A/gallery/g.jpg", "test", false, true],
      ["test_data_A/query/q.jpg", "test_data_A/query/q.jpg", "test", true, false],
      ["train_data/DIGIX_000001/a.jpg", "0", "train", false, false],
      ["train_data/DIGIX_000002/b.jpg", "1", "train", false, false],
    ]);
    expect(skipped).toEqual([
      { reason: "training picture outside the labels", paths: ["train_data/DIGIX_000002/c.jpg"] },
      { reason: "list of kinds of noise", paths: ["test_data_A/noise_type_query.txt"] },
    ]);
  });

  it("reads label.csv with a byte order mark, CRLF, a header and paths from the imported folder", async () => {
    const { items, faults } = await digixImporter.read(
      memoryFolder({
        "label.csv": "\uFEFFpath,label\r\ntrain_data/x/a.jpg,7\r\n",
        "train_data/x/a.jpg": null,
      }),
      { "folder:train_data": "test" },
    );
    expect(faults).toEqual([]);
    expect(items).toEqual([
      { itemId: "train_data/x/a.jpg", identity: "7", split: "test", isQuery: true, isGallery: true },
    ]);
  });

  it("keeps the labels of two lists apart", async () => {
    const { items } = await read({ "test_data_A/label.txt": "query/q.jpg,0\ngallery/g.jpg,0\n" });
    expect(items.map(({ identity }) => identity)).toEqual([
      "test_data_A/0",
      "test_data_A/0",
      "train_data/0",
      "train_data/1",
    ]);
  });

  it("tells every fault with file and line", async () => {
    const { items, faults } = await read({
      "train_data/label.txt":
        "DIGIX_000001/a.jpg,0\nDIGIX_000002/b.jpg,one\nDIGIX_000009/z.jpg,3\nDIGIX_000001/a.jpg,1\nDIGIX_000002/c.jpg\n../x.jpg,1\n",
    });
    const file = "train_data/label.txt";
    expect(new Set(faults)).toEqual(
      new Set([
        { file, line: 5, message: "expected 2 cells, path,label; found 1" },
        { file, line: 2, message: 'expected the label of DIGIX_000002/b.jpg to be a whole number; found "one"' },
        { file, line: 3, message: "expected the picture DIGIX_000009/z.jpg; found no such file" },
        {
          file,
          line: 4,
          message: "train_data/DIGIX_000001/a.jpg stands already in train_data/label.txt, line 1",
        },
        { file, line: 6, message: "expected the picture ../x.jpg; found no such file" },
      ]),
    );
    expect(items).toHaveLength(3);
  });

  it("is not recognized without labels, or without folders of its names", async () => {
    expect(await digixImporter.recognize(memoryFolder({ "gallery/a.jpg": null, "query/b.jpg": null }))).toBeNull();
    expect(await digixImporter.recognize(memoryFolder({ "label.txt": "a.jpg,1", "a.jpg": null }))).toBeNull();
  });
});
