import { describe, expect, it } from "vitest";

import { market1501Importer } from "./market1501Importer";
import { memoryFolder } from "./memoryFolder";

const folder = memoryFolder({
  "Market/bounding_box_train/0002_c1s1_000451_03.jpg": null,
  "Market/bounding_box_train/Thumbs.db": "",
  "Market/bounding_box_test/-1_c1s1_000401_03.jpg": null,
  "Market/bounding_box_test/0000_c3s1_000151_01.jpg": null,
  "Market/bounding_box_test/0003_c2s1_000151_01.jpg.jpg": null,
  "Market/query/0003_c1s6_015971_00.jpg": null,
  "Market/gt_bbox/0003_c1s6_015971_00.jpg": null,
});

describe("market1501Importer", () => {
  it("reads person and camera, keeps distractors in the gallery and skips junk", async () => {
    expect(await market1501Importer.recognize(folder)).toEqual({
      confidence: 0.98,
      evidence: "names PPPP_cC…: 3 files in bounding_box_test, 1 file in bounding_box_train, 1 file in query",
    });
    const table = await market1501Importer.read(folder, {});
    expect(table.items).toEqual([
      { itemId: "Market/bounding_box_test/0000_c3s1_000151_01.jpg", identity: "0000", sequence: "c3", split: "test", isQuery: false, isGallery: true }, // prettier-ignore
      { itemId: "Market/bounding_box_test/0003_c2s1_000151_01.jpg.jpg", identity: "0003", sequence: "c2", split: "test", isQuery: false, isGallery: true }, // prettier-ignore
      { itemId: "Market/bounding_box_train/0002_c1s1_000451_03.jpg", identity: "0002", sequence: "c1", split: "train", isQuery: false, isGallery: false }, // prettier-ignore
      { itemId: "Market/query/0003_c1s6_015971_00.jpg", identity: "0003", sequence: "c1", split: "test", isQuery: true, isGallery: false }, // prettier-ignore
    ]);
    expect(table.skipped).toEqual([
      { reason: "junk of the benchmark (person -1)", paths: ["Market/bounding_box_test/-1_c1s1_000401_03.jpg"] },
      { reason: "no picture", paths: ["Market/bounding_box_train/Thumbs.db"] },
      { reason: "outside the benchmark's folders", paths: ["Market/gt_bbox/0003_c1s6_015971_00.jpg"] },
    ]);
    expect(table.faults).toEqual([]);
  });

  it("reads the names of DukeMTMC, and takes what the user says a folder is for", async () => {
    const duke = memoryFolder({ "query/0005_c2_f0046985.jpg": null, "bounding_box_train/0001_c10_f0000001.jpg": null });
    const table = await market1501Importer.read(duke, { "folder:bounding_box_train": "val" });
    expect(table.items.map(({ itemId, sequence, split }) => [itemId, sequence, split])).toEqual([
      ["bounding_box_train/0001_c10_f0000001.jpg", "c10", "val"],
      ["query/0005_c2_f0046985.jpg", "c2", "test"],
    ]);
  });

  it("tells pictures whose names are of no person and camera, and reads on", async () => {
    const table = await market1501Importer.read(
      memoryFolder({ "query/anna_c1s1_000451_03.jpg": null, "query/0002_1.jpg": null, "query/0002_c1s1_000451_03.jpg": null }), // prettier-ignore
      {},
    );
    expect(table.items).toHaveLength(1);
    expect(table.faults.map(({ file }) => file)).toEqual(["query/0002_1.jpg", "query/anna_c1s1_000451_03.jpg"]);
    expect(table.faults[1]?.message).toContain("found anna_c1s1_000451_03.jpg");
    expect(table.skipped).toEqual([]);
  });

  it("asks which of two data sets to read", async () => {
    const two = memoryFolder({ "duke/query/0001_c2_f0046985.jpg": null, "market/query/0001_c1s1_000451_03.jpg": null });
    const table = await market1501Importer.read(two, { root: "market" });
    expect(table.choices[0]?.options.map(({ label }) => label)).toEqual(["duke (1 picture)", "market (1 picture)"]);
    expect(table.items.map(({ itemId }) => itemId)).toEqual(["market/query/0001_c1s1_000451_03.jpg"]);
    expect(table.skipped).toEqual([{ reason: "outside the benchmark's folders", paths: ["duke/query/0001_c2_f0046985.jpg"] }]); // prettier-ignore
  });

  it("is not recognised by folders alone", async () => {
    expect(await market1501Importer.recognize(memoryFolder({ "query/a.jpg": null, "x/0001_c1s1_000451_03.jpg": null }))).toBeNull(); // prettier-ignore
  });
});
