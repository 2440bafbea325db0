import { describe, expect, it } from "vitest";

import type { Item, ItemId } from "../item";
import { ItemList } from "../itemList";
import { packItems } from "../packedItems";
import type { PictureFacts } from "../pictureFacts";
import { checkHealth } from "./checkHealth";
import { factsAt, hashBytes, makeFactColumns, setFacts } from "./factColumns";

let pictures = 0;

/** A sound picture, unlike all others. */
function sound(changes: Partial<PictureFacts> = {}): PictureFacts {
  const sha256 = (++pictures).toString(16).padStart(64, "0").split("").reverse().join("");
  return { itemId: "" as ItemId, bytes: 9, modified: 1, sha256, width: 64, height: 64, color: "gray", ink: 0.1, isBlank: false, fault: "", ...changes }; // prettier-ignore
}

/** What is found in items that hold these pictures, by kind; null for a picture that nobody looked at. */
function check(facts: readonly (PictureFacts | null)[], items: readonly Partial<Item>[] = []) {
  const list = new ItemList(
    packItems(
      facts.map((_, row) => ({
        itemId: `${row}.png` as ItemId,
        identity: "all",
        split: "train",
        isQuery: false,
        isGallery: true,
        ...items[row],
      })),
    ),
  );
  const columns = makeFactColumns(facts.length);
  facts.forEach((of, row) => {
    if (of !== null) setFacts(columns, row, { ...of, hash: hashBytes(of.sha256) });
  });
  const found = checkHealth(list, columns).map(({ kind, summary, rows, groups }) => [
    kind,
    { summary, rows: [...rows], groups: groups === null ? null : [...groups] },
  ]);
  return Object.fromEntries(found) as Partial<
    Record<string, { readonly summary: string; readonly rows: number[]; readonly groups: number[] | null }>
  >;
}

describe("checkHealth", () => {
  it("finds nothing in sound pictures, and nothing where nobody looked", () => {
    expect(check([sound(), sound(), sound()])).toEqual({});
    expect(check([null, null])).toEqual({});
    expect(check([])).toEqual({});
  });

  it("groups pictures of the same bytes, each with the others", () => {
    const [a, b] = [sound(), sound()];
    expect(check([a, b, sound(), b, a, a])["duplicate-bytes"]).toEqual({
      summary: "5 pictures are the same bytes as another",
      rows: [0, 4, 5, 1, 3],
      groups: [0, 0, 0, 1, 1],
    });
  });

  it("takes two parts of one picture for no duplicates, and the same part twice for one", () => {
    const [a, box] = [sound(), { left: 0, top: 0, right: 5, bottom: 5 }];
    expect(check([a, a], [{ box }, { box: { ...box, right: 6 } }])).toEqual({});
    expect(check([a, a], [{ box }, { box }])["duplicate-bytes"]?.rows).toEqual([0, 1]);
  });

  it("calls a shorter side of 31 tiny, and one of 32 not", () => {
    const found = check([sound({ width: 31, height: 99 }), sound({ width: 99, height: 32 })])["tiny"];
    expect(found).toEqual({ summary: "1 picture has a shorter side below 32 pixels", rows: [0], groups: null });
  });

  it("calls more than 8 to 1 extreme, and 8 to 1 not", () => {
    const found = check([sound({ width: 320, height: 40 }), sound({ width: 321, height: 40 }), sound({ height: 513 })]);
    expect(found["extreme-shape"]?.rows).toEqual([1, 2]);
  });

  it("finds blank pictures, and pictures that cannot be read, which are nothing else besides", () => {
    const found = check([sound({ isBlank: true }), sound({ width: 0, height: 0, fault: "cut short", isBlank: true })]);
    expect(found).toEqual({
      blank: { summary: "1 picture is blank", rows: [0], groups: null },
      unreadable: { summary: "1 picture cannot be read", rows: [1], groups: null },
    });
  });

  it("finds color modes that less than a tenth of the pictures have, and not those of a tenth", () => {
    const gray = Array.from({ length: 18 }, () => sound());
    const color = sound({ color: "color" });
    const bilevel = [sound({ color: "bilevel" }), sound({ color: "bilevel" })];
    expect(check([color, ...gray, ...bilevel])["color-mode"]).toEqual({
      summary:
        "3 pictures are in a color mode that less than 10 % of the pictures have: 2 in black and white, 1 in color",
      rows: [19, 20, 0],
      groups: [0, 0, 1],
    });
    expect(check([...gray, ...bilevel])["color-mode"]).toBeUndefined();
  });

  it("finds identities with one image, but not items without an identity", () => {
    const identities = ["one", "two", "two", "", "three"].map((identity) => ({ identity }));
    expect(check([null, null, null, null, null], identities)["single-image-identity"]).toEqual({
      summary: "2 identities have one image only",
      rows: [0, 4],
      groups: null,
    });
  });

  it("finds identities in two splits, with all their items", () => {
    const items = ["a train", "b train", "a test", "b train", "c test", "c val", "a train"].map((item) => {
      const [identity = "", split = ""] = item.split(" ");
      return { identity, split };
    });
    expect(
      check(
        items.map(() => null),
        items,
      )["identity-in-two-splits"],
    ).toEqual({
      summary: "2 identities lie in two splits or more",
      rows: [0, 2, 6, 4, 5],
      groups: [0, 0, 0, 1, 1],
    });
  });
});

describe("columns of facts", () => {
  it("give back what they were given, and let later facts replace earlier ones", () => {
    const columns = makeFactColumns(2);
    const facts = sound({ ink: 0.5, isBlank: true, color: "bilevel" });
    setFacts(columns, 1, { ...sound({ fault: "bad" }), hash: hashBytes("") });
    setFacts(columns, 1, { ...facts, hash: hashBytes(facts.sha256) });
    expect(factsAt(columns, 1, facts.itemId)).toEqual(facts);
    expect([...columns.isExamined]).toEqual([0, 1]);
  });

  it("count a stamp alone as not examined", () => {
    const columns = makeFactColumns(1);
    setFacts(columns, 0, { ...sound({ width: 0, height: 0 }), hash: hashBytes("") });
    expect([...columns.isExamined, ...columns.bytes]).toEqual([0, 9]);
  });
});
