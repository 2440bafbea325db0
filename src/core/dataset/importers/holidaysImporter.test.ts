import { describe, expect, it } from "vitest";

import { holidaysImporter } from "./holidaysImporter";
import { memoryFolder } from "./memoryFolder";

const pictures = { "jpg/100000.jpg": null, "jpg/100001.jpg": null, "jpg/100100.jpg": null, "jpg/100101.jpg": null };

describe("holidaysImporter", () => {
  it("takes four digits as identity and each 00 as a query of the whole gallery", async () => {
    const folder = memoryFolder(pictures);
    expect(await holidaysImporter.recognize(folder)).toEqual({
      confidence: 0.8,
      evidence: "4 pictures named by six digits in 2 groups that begin with a query …00",
    });
    const { items, faults } = await holidaysImporter.read(folder, {});
    expect(faults).toEqual([]);
    expect(items).toEqual([
      { itemId: "jpg/100000.jpg", identity: "1000", split: "test", isQuery: true, isGallery: true },
      { itemId: "jpg/100001.jpg", identity: "1000", split: "test", isQuery: false, isGallery: true },
      { itemId: "jpg/100100.jpg", identity: "1001", split: "test", isQuery: true, isGallery: true },
      { itemId: "jpg/100101.jpg", identity: "1001", split: "test", isQuery: false, isGallery: true },
    ]);
  });

  it("puts the pictures into the split that is chosen", async () => {
    const { items } = await holidaysImporter.read(memoryFolder(pictures), { split: "val" });
    expect(new Set(items.map(({ split }) => split))).toEqual(new Set(["val"]));
  });

  it("tells a group without a query, a number that stands twice, and what the benchmark's list misses", async () => {
    const { items, faults, skipped } = await holidaysImporter.read(
      memoryFolder({
        ...pictures,
        "jpg/100201.jpg": null,
        "jpg2/100001.jpg": null,
        "jpg/cover.jpg": null,
        "notes.md": "",
        "holidays_images.dat": "100000.jpg\n\n100002.jpg\n",
      }),
      {},
    );
    expect(new Set(faults)).toEqual(
      new Set([
        {
          file: "jpg2/100001.jpg",
          line: null,
          message: "expected one picture of the number 100001; found jpg/100001.jpg before",
        },
        {
          file: "jpg/100201.jpg",
          line: null,
          message: "expected the query 100200 of this picture's group; found no such picture",
        },
        { file: "holidays_images.dat", line: 3, message: "expected the picture 100002.jpg; found no such file" },
      ]),
    );
    expect(items).toHaveLength(5);
    expect(skipped).toEqual([
      { reason: "not named by six digits", paths: ["jpg/cover.jpg"] },
      { reason: "no picture", paths: ["notes.md"] },
    ]);
  });

  it("is not recognized by a run of numbered frames or a few numbers among names", async () => {
    const frames = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${100000 + i}.jpg`, null]));
    expect(await holidaysImporter.recognize(memoryFolder(frames))).toBeNull();
    expect(await holidaysImporter.recognize(memoryFolder({ ...pictures, "a.jpg": null, "b.jpg": null }))).toBeNull();
    expect(await holidaysImporter.recognize(memoryFolder({}))).toBeNull();
  });
});
