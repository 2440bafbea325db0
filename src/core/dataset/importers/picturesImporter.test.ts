import { describe, expect, it } from "vitest";

import { memoryFolder } from "./memoryFolder";
import { picturesImporter } from "./picturesImporter";

const folder = memoryFolder(
  { "a/D1-1.png": null, "a/D1-2.png": null, "b/D1-1.png": null, "b/D1-2.tif": 2, "c.png": null, "c.txt": "" },
  "drawings",
);

async function identities(chosen: Record<string, string>): Promise<string[]> {
  return (await picturesImporter.read(folder, chosen)).items.map(({ identity }) => identity);
}

describe("picturesImporter", () => {
  it("makes every picture a gallery item and an identity of its own; sheets of one file share theirs", async () => {
    expect(await picturesImporter.recognize(folder)).toEqual({ confidence: 0.1, evidence: "5 pictures" });
    const table = await picturesImporter.read(folder, {});
    expect(table.items[0]).toEqual({ itemId: "a/D1-1.png", identity: "a/D1-1", split: "test", isQuery: false, isGallery: true }); // prettier-ignore
    expect(table.items.slice(3, 5).map(({ itemId, identity }) => [itemId, identity])).toEqual([
      ["b/D1-2.tif#page=1", "b/D1-2"],
      ["b/D1-2.tif#page=2", "b/D1-2"],
    ]);
    expect(table.skipped).toEqual([{ reason: "no picture", paths: ["c.txt"] }]);
    expect(table.faults).toEqual([]);
  });

  it("takes what a user says of identities and roles", async () => {
    expect(await identities({ identity: "name" })).toEqual(["a/D1", "a/D1", "b/D1", "b/D1", "b/D1", "c"]);
    expect(await identities({ identity: "folder" })).toEqual(["a", "a", "b", "b", "b", "drawings"]);
    expect(await identities({ "folder:": "none" })).toEqual([]);
  });

  it("is not recognised without a picture", async () => {
    expect(await picturesImporter.recognize(memoryFolder({ "c.txt": "", png: "" }))).toBeNull();
  });
});
