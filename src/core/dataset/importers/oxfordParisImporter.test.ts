import { describe, expect, it } from "vitest";

import { memoryFolder, type MemoryFile } from "./memoryFolder";
import { oxfordParisImporter } from "./oxfordParisImporter";

const files: Readonly<Record<string, MemoryFile>> = {
  "gt/all_souls_1_query.txt": "oxc1_all_souls_000013 136.5 34.1 648.5 955.7\n",
  "gt/all_souls_1_good.txt": "all_souls_000013\r\nall_souls_000026\r\n",
  "gt/all_souls_1_ok.txt": "both_000001\nradcliffe_000001\n",
  "gt/all_souls_1_junk.txt": "all_souls_000003\n",
  "gt/radcliffe_1_query.txt": "oxc1_radcliffe_000002 1 2 30 40",
  "gt/radcliffe_1_good.txt": "radcliffe_000001\n",
  "gt/radcliffe_1_ok.txt": "both_000001\n",
  "gt/radcliffe_1_junk.txt": "all_souls_000026\n",
  ...Object.fromEntries(
    [
      "all_souls_000003",
      "all_souls_000013",
      "all_souls_000026",
      "both_000001",
      "oxford_000009",
      "radcliffe_000001",
      "radcliffe_000002",
    ].map((name) => [`jpg/${name}.jpg`, null]),
  ),
};

describe("oxfordParisImporter", () => {
  it("takes the landmark of the lists as identity, good before ok, and crops the queries", async () => {
    const folder = memoryFolder(files);
    expect(await oxfordParisImporter.recognize(folder)).toEqual({
      confidence: 0.95,
      evidence: "2 queries with lists …_query.txt and …_good.txt",
    });
    const { items, faults, skipped } = await oxfordParisImporter.read(folder, {});
    expect(faults).toEqual([]);
    expect(items.map(({ itemId, identity, isQuery, isGallery }) => [itemId, identity, isQuery, isGallery])).toEqual([
      ["jpg/all_souls_000013.jpg", "all_souls", true, false],
      ["jpg/all_souls_000026.jpg", "all_souls", false, true],
      ["jpg/both_000001.jpg", "all_souls", false, true],
      ["jpg/oxford_000009.jpg", "jpg/oxford_000009.jpg", false, true],
      ["jpg/radcliffe_000001.jpg", "radcliffe", false, true],
      ["jpg/radcliffe_000002.jpg", "radcliffe", true, false],
    ]);
    expect(items[0]?.box).toEqual({ left: 136.5, top: 34.1, right: 648.5, bottom: 955.7 });
    expect(skipped).toEqual([
      {
        reason: "matches of several landmarks: imported as a match of the first of them alone",
        paths: ["jpg/radcliffe_000001.jpg", "jpg/both_000001.jpg"],
      },
      { reason: "junk of the benchmark", paths: ["jpg/all_souls_000003.jpg"] },
      {
        reason: "junk for one landmark and a match of another: imported as that match",
        paths: ["jpg/all_souls_000026.jpg"],
      },
    ]);
  });

  it("searches whole queries in the gallery and keeps junk as distractors, if chosen", async () => {
    const { items, skipped } = await oxfordParisImporter.read(memoryFolder(files), {
      "query-boxes": "whole",
      junk: "gallery",
    });
    expect(items).toHaveLength(7);
    expect(items.every(({ isGallery, box }) => isGallery && box === undefined)).toBe(true);
    expect(items[0]).toMatchObject({ itemId: "jpg/all_souls_000003.jpg", identity: "jpg/all_souls_000003.jpg" });
    expect(skipped.map(({ reason }) => reason)).not.toContain("junk of the benchmark");
  });

  it("tells every fault with file and line", async () => {
    const { items, faults } = await oxfordParisImporter.read(
      memoryFolder({
        ...files,
        "gt/all_souls_1_good.txt": "\nall_souls_000013\nlost_000001\n../etc/passwd\n",
        "gt/all_souls_2_query.txt": "oxc1_all_souls_000013 1 2 3 4\n",
        "gt/radcliffe_2_query.txt": "radcliffe_000001 40 2 30 40\n",
        "gt/radcliffe_3_query.txt": "",
        "gt/radcliffe_4_query.txt": "oxc1_gone_000001 1 2 3 4",
        "gt/radcliffe_1_junk.txt": "twice\n",
        "jpg/twice.jpg": null,
        "more/twice.png": null,
      }),
      {},
    );
    expect(new Set(faults)).toEqual(
      new Set([
        {
          file: "gt/all_souls_2_query.txt",
          line: 1,
          message:
            "jpg/all_souls_000013.jpg is the query of gt/all_souls_1_query.txt already, and one picture is one item",
        },
        {
          file: "gt/radcliffe_2_query.txt",
          line: 1,
          message: 'expected one line with a name and a box x1 y1 x2 y2; found "radcliffe_000001 40 2 30 40"',
        },
        {
          file: "gt/radcliffe_3_query.txt",
          line: null,
          message: 'expected one line with a name and a box x1 y1 x2 y2; found ""',
        },
        {
          file: "gt/radcliffe_4_query.txt",
          line: 1,
          message: "expected the picture gone_000001; found no such file",
        },
        {
          file: "gt/all_souls_1_good.txt",
          line: 3,
          message: "expected the picture lost_000001; found no such file",
        },
        {
          file: "gt/all_souls_1_good.txt",
          line: 4,
          message: "expected the picture ../etc/passwd; found no such file",
        },
        {
          file: "gt/radcliffe_1_junk.txt",
          line: 1,
          message: "the name twice is that of 2 pictures, jpg/twice.jpg, more/twice.png",
        },
      ]),
    );
    expect(items.filter(({ isQuery }) => isQuery)).toHaveLength(2);
  });

  it("tells that a query's list is not there", async () => {
    const rest = Object.entries(files).filter(([path]) => path !== "gt/radcliffe_1_ok.txt");
    const { faults } = await oxfordParisImporter.read(memoryFolder(Object.fromEntries(rest)), {});
    expect(faults).toEqual([
      {
        file: "gt/radcliffe_1_query.txt",
        line: 1,
        message: "expected the list gt/radcliffe_1_ok.txt beside the query; found none",
      },
    ]);
  });

  it("is not recognized by one half of its files", async () => {
    expect(await oxfordParisImporter.recognize(memoryFolder({ "a_1_query.txt": "", "jpg/a.jpg": null }))).toBeNull();
  });
});
