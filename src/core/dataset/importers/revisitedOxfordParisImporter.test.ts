import { describe, expect, it } from "vitest";

import type { ChosenValues, ImportedTable } from "./importer";
import { memoryFolder, type MemoryFile } from "./memoryFolder";
import { revisitedOxfordParisImporter } from "./revisitedOxfordParisImporter";

// pickle.dumps({"imlist": ["all_souls_000006", "radcliffe_000002", "oxford_000001"], "qimlist": ["all_souls_000013"],
// "gnd": [{"bbx": array([136.5, 34.1, 648.5, 955.7]), "easy": array([0]), "hard": array([]), "junk": array([2])}]}, protocol=4)
const pickled =
  "gASV4gEAAAAAAAB9lCiMBmltbGlzdJRdlCiMEGFsbF9zb3Vsc18wMDAwMDaUjBByYWRjbGlmZmVfMDAwMDAylIwNb3hmb3JkXzAwMDAwMZRljAdxaW1saXN0lF2UjBBhbGxfc291bHNfMDAwMDEzlGGMA2duZJRdlH2UKIwDYmJ4lIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwSFlGgQjAVkdHlwZZSTlIwCZjiUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYolDIAAAAAAAEGFAzczMzMwMQUAAAAAAAESEQJqZmZmZ3Y1AlHSUYowEZWFzeZRoD2gSSwCFlGgUh5RSlChLAUsBhZRoGYwCaTiUiYiHlFKUKEsDaB1OTk5K/////0r/////SwB0lGKJQwgAAAAAAAAAAJR0lGKMBGhhcmSUaA9oEksAhZRoFIeUUpQoSwFLAIWUaCiJQwCUdJRijARqdW5rlGgPaBJLAIWUaBSHlFKUKEsBSwGFlGgZjAJpNJSJiIeUUpQoSwNoHU5OTkr/////Sv////9LAHSUYolDBAIAAACUdJRidWF1Lg==";

const box = { bbx: [1, 2, 30, 40] };

/** Two views of a gate, one of a tower; picture 3 shows both. */
const truth = {
  imlist: ["gate_000001", "gate_000002", "gate_000003", "both_000001", "tower_000001", "tower_000002", "street_000001"],
  qimlist: ["gate_000010", "gate_000011", "tower_000010"],
  gnd: [
    { ...box, easy: [0, 1], hard: [3], junk: [2] },
    { ...box, easy: [0, 1], hard: [2, 3], junk: [] },
    { ...box, easy: [4], hard: [3], junk: [5] },
  ],
};

function folderOf(gnd: MemoryFile, pictures: readonly string[], file = "gnd_roxford5k.json") {
  return memoryFolder({
    [file]: gnd,
    "README.txt": "",
    ...Object.fromEntries(pictures.map((name) => [`jpg/${name}.jpg`, null])),
  });
}

function read(content: unknown, chosen: ChosenValues = {}): Promise<ImportedTable> {
  const pictures = [...truth.imlist, ...truth.qimlist, "spare_000001"];
  return revisitedOxfordParisImporter.read(folderOf(JSON.stringify(content), pictures), chosen);
}

const identitiesOf = ({ items }: ImportedTable) =>
  Object.fromEntries(items.map(({ itemId, identity }) => [itemId.slice("jpg/".length, -".jpg".length), identity]));

describe("revisitedOxfordParisImporter", () => {
  it("reads the published pickle, with the query's box, and leaves junk out", async () => {
    const folder = folderOf(
      Uint8Array.from(Buffer.from(pickled, "base64")),
      ["all_souls_000006", "radcliffe_000002", "oxford_000001", "all_souls_000013"],
      "gnd_roxford5k.pkl",
    );
    expect((await revisitedOxfordParisImporter.recognize(folder))?.evidence).toBe("the ground truth gnd_roxford5k.pkl");
    const table = await revisitedOxfordParisImporter.read(folder, {});
    expect(table.faults).toEqual([]);
    expect(table.items).toEqual([
      { itemId: "jpg/all_souls_000006.jpg", identity: "all_souls", split: "test", isQuery: false, isGallery: true },
      {
        itemId: "jpg/radcliffe_000002.jpg",
        identity: "jpg/radcliffe_000002.jpg",
        split: "test",
        isQuery: false,
        isGallery: true,
      },
      {
        itemId: "jpg/all_souls_000013.jpg",
        identity: "all_souls",
        split: "test",
        isQuery: true,
        isGallery: false,
        box: { left: 136.5, top: 34.1, right: 648.5, bottom: 955.7 },
      },
    ]);
    expect(table.skipped).toEqual([
      { reason: "junk by the chosen protocol, for all queries", paths: ["jpg/oxford_000001.jpg"] },
      { reason: "no picture", paths: ["README.txt"] },
    ]);
    expect(table.choices[0]?.label).toBe(
      "Protocol of gnd_roxford5k.pkl (1 queries of 1 identities; as in the ground truth)",
    );
  });

  it("makes one identity of queries that share most matches, and counts what identities cannot say", async () => {
    const table = await read(truth);
    expect(identitiesOf(table)).toEqual({
      gate_000001: "gate",
      gate_000002: "gate",
      gate_000003: "gate",
      both_000001: "gate",
      tower_000001: "tower",
      street_000001: "jpg/street_000001.jpg",
      gate_000010: "gate",
      gate_000011: "gate",
      tower_000010: "tower",
    });
    // Picture 2 is junk for the first query and its match now; picture 3 matched the tower and no longer does.
    expect(table.choices[0]?.label).toContain("2 judged pairs differ from the ground truth");
    expect(table.skipped).toContainEqual({
      reason: "matches of several identities: imported as a match of the one with most queries alone",
      paths: ["jpg/both_000001.jpg"],
    });
    expect(table.skipped).toContainEqual({
      reason: "outside the ground truth's lists",
      paths: ["jpg/spare_000001.jpg"],
    });
  });

  it("takes hard pictures as junk by the easy protocol, and easy ones by the hard one", async () => {
    const choose = (value: string) => ({ "protocol:gnd_roxford5k.json": value });
    expect(Object.keys(identitiesOf(await read(truth, choose("easy"))))).not.toContain("gate_000003");
    const hard = identitiesOf(await read(truth, choose("hard")));
    expect(hard).toMatchObject({ gate_000003: "gate", both_000001: "gate" });
    expect(Object.keys(hard)).not.toContain("gate_000001");
  });

  it("numbers a second identity of the same name", async () => {
    const apart = { ...truth, gnd: [{ ...truth.gnd[0], easy: [0], hard: [] }, { ...truth.gnd[1], easy: [1], hard: [] }, truth.gnd[2]] }; // prettier-ignore
    expect(identitiesOf(await read(apart))).toMatchObject({ gate_000001: "gate", gate_000002: "gate 2" });
  });

  it("says that a query of the gallery loses its box", async () => {
    const table = await read({ ...truth, qimlist: ["gate_000001", "gate_000011", "tower_000010"] });
    expect(table.items.find(({ itemId }) => itemId === "jpg/gate_000001.jpg")).toMatchObject({
      isQuery: true,
      isGallery: true,
    });
    expect(table.skipped).toContainEqual({
      reason: "queries that are in the gallery too: imported without their box",
      paths: ["jpg/gate_000001.jpg"],
    });
  });

  it("tells every fault of a ground truth, and reads the queries that have none", async () => {
    const [first, second] = truth.gnd;
    const table = await read({
      ...truth,
      imlist: [...truth.imlist, "lost_000001"],
      gnd: [{ ...first, easy: [0, 99] }, second, { bbx: [9, 9, 1, 1], easy: [1.5], hard: [], junk: "x" }],
    });
    expect(table.faults.map(({ message }) => message)).toEqual([
      "gnd[0], gate_000010: expected easy to hold places in imlist, 0 to 7; found 99",
      "gnd[2], tower_000010: expected bbx to hold left, top, right and bottom with 0 <= left < right and 0 <= top < bottom",
      "gnd[2], tower_000010: expected easy to hold places in imlist, 0 to 7; found 1.5",
      "gnd[2], tower_000010: expected junk to hold places in imlist, 0 to 7; found no list of numbers",
      "expected the picture lost_000001; found no such file",
    ]);
    expect(table.items.filter(({ isQuery }) => isQuery)).toHaveLength(1);
  });

  it.each([
    ["{", "expected JSON;"],
    ["[]", "expected the lists imlist and qimlist"],
    ['{"imlist": [1], "qimlist": [], "gnd": []}', "expected the lists imlist and qimlist"],
    [
      '{"imlist": [], "qimlist": ["a"], "gnd": []}',
      "expected as many judgements in gnd as names in qimlist; found 0 and 1",
    ],
  ])("tells that %s is no ground truth", async (text, expected) => {
    const table = await revisitedOxfordParisImporter.read(folderOf(text, []), {});
    expect(table.faults[0]?.message).toContain(expected);
    expect(table.items).toEqual([]);
  });

  it("runs nothing of a pickle that calls a function", async () => {
    const bytes = Uint8Array.from(Buffer.from("cposix\nsystem\n(Vtouch x\ntR.", "latin1"));
    const table = await revisitedOxfordParisImporter.read(folderOf(bytes, ["a"], "gnd_rparis6k.pkl"), {});
    expect(table.faults[0]?.message).toContain("it names posix.system");
  });

  it("is not recognized without a ground truth or without pictures", async () => {
    expect(await revisitedOxfordParisImporter.recognize(memoryFolder({ "jpg/a.jpg": null }))).toBeNull();
    expect(await revisitedOxfordParisImporter.recognize(memoryFolder({ "gnd_roxford5k.json": "{}" }))).toBeNull();
  });
});
