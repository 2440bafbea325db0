import { describe, expect, it } from "vitest";

import { isc21Importer } from "./isc21Importer";
import { memoryFolder, type MemoryFile } from "./memoryFolder";

const files: Readonly<Record<string, MemoryFile>> = {
  "public_ground_truth.csv": "query_id,reference_id\nQ00000,R000001\nQ00001,\n",
  "query_images/Q00000.jpg": null,
  "query_images/Q00001.jpg": null,
  "query_images/Q00002.jpg": null,
  "reference_images/R000000.jpg": null,
  "reference_images/R000001.jpg": null,
  "training_images/T000000.jpg": null,
};

const read = (more: Readonly<Record<string, MemoryFile>>, chosen = {}) =>
  isc21Importer.read(memoryFolder({ ...files, ...more }), chosen);

describe("isc21Importer", () => {
  it("gives a query the identity of the reference it copies, and others their own", async () => {
    expect(await isc21Importer.recognize(memoryFolder(files))).toEqual({
      confidence: 0.96,
      evidence: "3 queries Q… and 2 references R…, and the ground truth public_ground_truth.csv",
    });
    const { items, faults, skipped, choices } = await read({});
    expect(faults).toEqual([]);
    expect(skipped).toEqual([]);
    expect(items.map((item) => [item.itemId, item.identity, item.split, item.isQuery, item.isGallery])).toEqual([
      ["query_images/Q00000.jpg", "R000001", "test", true, false],
      ["query_images/Q00001.jpg", "Q00001", "test", true, false],
      ["query_images/Q00002.jpg", "Q00002", "test", true, false],
      ["reference_images/R000000.jpg", "R000000", "test", false, true],
      ["reference_images/R000001.jpg", "R000001", "test", false, true],
      ["training_images/T000000.jpg", "T000000", "train", false, false],
    ]);
    expect(choices.map(({ label }) => label)).toEqual([
      "Folder query_images (3 pictures)",
      "Folder reference_images (2 pictures)",
      "Folder training_images (1 picture)",
      "Ground truth public_ground_truth.csv",
    ]);
  });

  it.each([
    ["a byte order mark, CRLF and quotes", '\uFEFF"query_id","reference_id"\r\n"Q00000","R000001"\r\n'],
    ["semicolons", "query_id;reference_id\nQ00000;R000001\n"],
    ["columns in another order and more of them", "reference_id,score,query_id\nR000001,0.5,Q00000\n"],
    ["no header", "Q00000,R000001\n"],
  ])("reads a ground truth with %s", async (_, text) => {
    const { items, faults } = await read({ "public_ground_truth.csv": text });
    expect(faults).toEqual([]);
    expect(items[0]?.identity).toBe("R000001");
  });

  it("leaves out a folder, or the queries of one ground truth, if chosen", async () => {
    const more = { "private_ground_truth.csv": "query_id,reference_id\nQ00002,R000000\n" };
    const { items, skipped } = await read(more, {
      "folder:training_images": "none",
      "truth:public_ground_truth.csv": "none",
    });
    expect(items.map(({ identity }) => identity)).toEqual(["R000000", "R000000", "R000001"]);
    expect(skipped).toEqual([
      {
        reason: "query of a ground truth that is left out",
        paths: ["query_images/Q00000.jpg", "query_images/Q00001.jpg"],
      },
      { reason: "in a folder that is left out", paths: ["training_images/T000000.jpg"] },
    ]);
  });

  it("tells every fault with file and line", async () => {
    const { items, faults } = await read({
      "public_ground_truth.csv":
        "query_id,reference_id\nQ00000,R000001\nQ00000,R000000\nX1,R000001\nQ00001,T000000\nQ00002\nQ00003,R000009\n",
      "more/Q00000.png": null,
    });
    expect(new Set(faults)).toEqual(
      new Set([
        { file: "public_ground_truth.csv", line: 6, message: "expected 2 cells, query_id,reference_id; found 1" },
        {
          file: "public_ground_truth.csv",
          line: 3,
          message:
            'Q00000 stands already in public_ground_truth.csv, line 2, there with "R000001", here with "R000000"',
        },
        { file: "public_ground_truth.csv", line: 4, message: 'expected query_id as Q00000; found "X1"' },
        {
          file: "public_ground_truth.csv",
          line: 5,
          message: 'expected reference_id as R000000 or nothing; found "T000000"',
        },
        {
          file: "query_images/Q00000.jpg",
          line: null,
          message: "expected one picture of the name Q00000; found more/Q00000.png before",
        },
        { file: "public_ground_truth.csv", line: 7, message: "expected a picture of the query Q00003; found none" },
        {
          file: "public_ground_truth.csv",
          line: 7,
          message: "expected a picture of the reference R000009; found none",
        },
      ]),
    );
    expect(items).toHaveLength(6);
  });

  it("tells which columns a ground truth lacks", async () => {
    const { faults } = await read({ "public_ground_truth.csv": "query,reference\nQ00000,R000001\n" });
    expect(faults).toEqual([
      {
        file: "public_ground_truth.csv",
        line: 1,
        message: "expected the columns query_id,reference_id; query_id,reference_id missing in query,reference",
      },
    ]);
  });

  it("is not recognized by queries alone, and is less sure without a ground truth", async () => {
    expect(await isc21Importer.recognize(memoryFolder({ "a/Q00000.jpg": null }))).toBeNull();
    const bare = memoryFolder({ "a/Q00000.jpg": null, "b/R000000.jpg": null });
    expect((await isc21Importer.recognize(bare))?.confidence).toBe(0.6);
  });
});
