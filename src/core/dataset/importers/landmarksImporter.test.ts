import { describe, expect, it } from "vitest";

import { landmarksImporter } from "./landmarksImporter";
import { memoryFolder, type MemoryFile } from "./memoryFolder";

const google: Readonly<Record<string, MemoryFile>> = {
  "train.csv":
    "id,url,landmark_id\n0000aaaa00000001,http://example.org/a.jpg,5\n0000aaaa00000002,http://example.org/b.jpg,6\n",
  "index_image_to_landmark.csv": "id,landmark_id\n0000bbbb00000001,5\n0000bbbb00000002,5\n0000bbbb00000003,9\n",
  "retrieval_solution_v2.1.csv":
    "id,images,Usage\n0000cccc00000001,0000bbbb00000001 0000bbbb00000002 0000bbbb00000003,Public\n0000cccc00000002,None,Ignored\n",
  "train/0/0/0/0000aaaa00000001.jpg": null,
  "train/0/0/0/0000aaaa00000002.jpg": null,
  "index/0/0/0/0000bbbb00000001.jpg": null,
  "index/0/0/0/0000bbbb00000002.jpg": null,
  "index/0/0/0/0000bbbb00000003.jpg": null,
  "test/0/0/0/0000cccc00000001.jpg": null,
  "test/0/0/0/0000cccc00000002.jpg": null,
};

describe("landmarksImporter", () => {
  it("reads training, index and solution of Google Landmarks, whose numbers are apart", async () => {
    const folder = memoryFolder(google);
    expect(await landmarksImporter.recognize(folder)).toEqual({
      confidence: 0.9,
      evidence:
        "index_image_to_landmark.csv (id,landmark_id), retrieval_solution_v2.1.csv (id,images), train.csv (id,landmark_id)",
    });
    const { items, faults, skipped } = await landmarksImporter.read(folder, {});
    expect(faults).toEqual([]);
    expect(
      items.map((item) => [item.itemId.slice(-20), item.identity, item.split, item.isQuery, item.isGallery]),
    ).toEqual([
      ["0000bbbb00000001.jpg", "index/5", "test", false, true],
      ["0000bbbb00000002.jpg", "index/5", "test", false, true],
      ["0000bbbb00000003.jpg", "index/9", "test", false, true],
      ["0000aaaa00000001.jpg", "train/5", "train", false, false],
      ["0000aaaa00000002.jpg", "train/6", "train", false, false],
      ["0000cccc00000001.jpg", "index/5", "test", true, false],
    ]);
    expect(items[3]?.source).toBe("http://example.org/a.jpg");
    expect(skipped).toEqual([
      {
        reason: "right for a query of another landmark by retrieval_solution_v2.1.csv: imported with its own",
        paths: ["index/0/0/0/0000bbbb00000003.jpg"],
      },
      {
        reason: "query without anything to find, ignored by the benchmark",
        paths: ["test/0/0/0/0000cccc00000002.jpg"],
      },
    ]);
  });

  it("reads a list of landmarks with all their pictures", async () => {
    const { items, faults } = await landmarksImporter.read(
      memoryFolder({ "train_clean.csv": "landmark_id,images\n3,aa bb\n", "train/aa.jpg": null, "train/bb.jpg": null }),
      { "list:train_clean.csv": "test" },
    );
    expect(faults).toEqual([]);
    expect(items.map(({ identity, isQuery }) => [identity, isQuery])).toEqual([
      ["3", true],
      ["3", true],
    ]);
  });

  it("finds pictures by the end of their link, and keeps the link", async () => {
    const { items, faults } = await landmarksImporter.read(
      memoryFolder({
        "landmarks.csv": '\uFEFFlabel;url\r\n"Big Ben";https://example.org/x/ben.jpg?size=1\r\n',
        "pictures/ben.jpg": null,
      }),
      {},
    );
    expect(faults).toEqual([]);
    expect(items).toEqual([
      {
        itemId: "pictures/ben.jpg",
        identity: "Big Ben",
        split: "test",
        isQuery: true,
        isGallery: true,
        source: "https://example.org/x/ben.jpg?size=1",
      },
    ]);
  });

  it("tells every fault with file and line", async () => {
    const { items, faults, skipped } = await landmarksImporter.read(
      memoryFolder({
        "train.csv":
          "id,url,landmark_id\naa,http://e.org/a,5\nbb,http://e.org/b,five\ncc,http://e.org/c,6\naa,http://e.org/a,7\ndd\n",
        "retrieval_solution.csv": "id,images,Usage\nqq,zz,Public\n",
        "train/aa.jpg": null,
        "train/bb.jpg": null,
        "test/qq.jpg": null,
      }),
      {},
    );
    expect(new Set(faults)).toEqual(
      new Set([
        { file: "train.csv", line: 3, message: 'expected landmark_id to be a whole number; found "five"' },
        { file: "train.csv", line: 4, message: "expected the picture cc; found no such file" },
        { file: "train.csv", line: 5, message: "train/aa.jpg stands already in line 2" },
        { file: "train.csv", line: 6, message: "expected 3 cells, id,url,landmark_id; found 1" },
        {
          file: "retrieval_solution.csv",
          line: 2,
          message: "expected a gallery picture with a landmark among the 1 that qq should find; found none",
        },
      ]),
    );
    expect(items.map(({ itemId }) => itemId)).toEqual(["train/aa.jpg"]);
    expect(skipped).toEqual([{ reason: "outside the lists", paths: ["test/qq.jpg", "train/bb.jpg"] }]);
  });

  it("is not recognized by a solution alone, by other tables or without pictures", async () => {
    const solution = { "solution.csv": "id,images,Usage\nq,a,Public\n", "a.jpg": null };
    expect(await landmarksImporter.recognize(memoryFolder(solution))).toBeNull();
    expect(await landmarksImporter.recognize(memoryFolder({ "a.csv": "path,label\n", "a.jpg": null }))).toBeNull();
    expect(await landmarksImporter.recognize(memoryFolder({ "a.csv": "id,landmark_id\n" }))).toBeNull();
  });
});
