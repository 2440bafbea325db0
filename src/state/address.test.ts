import { describe, expect, it } from "vitest";
import fc from "fast-check";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { unedited } from "../core/image/queryEdit";
import { type Address, emptyAddress, parseAddress, writeAddress } from "./address";
import { sampleDataset } from "./choiceStore";
import { datasetTabs, overview } from "./libraryPlace";
import { type QueryView, type SearchIntent, showAll, viewOf } from "./searchIntent";

const chair = viewOf({ kind: "item", itemId: "queries/chair/front.png" as ItemId });

function addressOf(views: readonly QueryView[], rest: Partial<SearchIntent> = {}): Address {
  const { intent } = emptyAddress;
  return { ...emptyAddress, intent: { ...intent, ...rest, query: { ...intent.query, views } } };
}

describe("the address", () => {
  it("is empty for an empty search", () => {
    expect(writeAddress(emptyAddress)).toBe("");
    expect(parseAddress("")).toEqual(emptyAddress);
  });

  it("names a query in words that a person can read", () => {
    const edit = {
      quarterTurns: 1,
      isMirrored: true,
      crop: { left: 0.1, top: 0, right: 0.9, bottom: 1 },
      cropToInk: false,
      part: { left: 0.25, top: 0.5, right: 0.5, bottom: 1 },
    } as const;
    expect(writeAddress(addressOf([{ ...chair, page: 2, edit, weight: 0.5 }]))).toBe(
      "view=item:queries/chair/front.png;page=3;turn=1;mirror;crop=0.1,0,0.9,1;part=0.25,0.5,0.5,1;whole;weight=0.5",
    );
  });

  it("comes back to the same search, whatever it is called", () => {
    const views = fc.array(
      fc.record({
        source: fc.oneof(
          fc.record({
            kind: fc.constant("item" as const),
            itemId: fc.string({ minLength: 1, unit: "grapheme" }).map((id) => id as ItemId),
          }),
          fc.record({
            kind: fc.constant("kept" as const),
            sha256: fc.constant("0f".repeat(32)),
            name: fc.string({ unit: "grapheme" }),
          }),
        ),
        page: fc.nat(499),
        edit: fc.record(
          {
            quarterTurns: fc.constantFrom(0, 1, 2, 3),
            isMirrored: fc.boolean(),
            crop: fc.constantFrom(null, { left: 0.25, top: 0.125, right: 0.75, bottom: 1 }),
            cropToInk: fc.boolean(),
            part: fc.constant({ left: 0.5, top: 0.125, right: 0.75, bottom: 1 }),
          },
          { requiredKeys: ["quarterTurns", "isMirrored", "crop", "cropToInk"] },
        ),
        weight: fc.constantFrom(1, 0.5, 0.05),
      }),
      { maxLength: 8 },
    );
    const show = fc.record({
      categories: fc.array(fc.string()),
      dateFrom: fc.constantFrom(null, "1998", "2001-05"),
      dateTo: fc.constantFrom(null, "2020-12-31"),
      threshold: fc.constantFrom(null, 0, 0.31, -0.2),
      isGrouped: fc.boolean(),
      tilePixels: fc.constantFrom(showAll.tilePixels, 88, 320),
    });
    const inLibrary = fc.record({
      page: fc.constant("library"),
      place: fc.oneof(
        fc.constant(overview),
        fc.record({ dataset: fc.constant("d-1f" as DatasetId), tab: fc.constantFrom(...datasetTabs) }),
      ),
    });
    const elsewhere = fc.record({ page: fc.constantFrom("search", "gpu", "settings"), place: fc.constant(overview) });
    const page = fc.oneof(inLibrary, elsewhere);
    const rest = fc.record({
      backend: fc.constantFrom(null, "wasm", "webgpu"),
      choice: fc.record({
        dataset: fc.constantFrom(sampleDataset, "d-1f" as DatasetId),
        checkpoint: fc.constantFrom(null, "mine-2" as CheckpointId),
      }),
      intent: fc.record({
        query: fc.record({
          views,
          fusion: fc.constantFrom("max", "mean", "reciprocal-rank"),
          liked: fc.array(fc.string().map((id) => id as ItemId)),
          disliked: fc.array(fc.string().map((id) => id as ItemId)),
        }),
        show,
        openItem: fc.option(fc.string().map((id) => id as ItemId)),
      }),
    });
    const address = fc.tuple(page, rest).map(([one, other]) => ({ ...one, ...other })) as fc.Arbitrary<Address>;
    fc.assert(
      fc.property(address, (each) => {
        expect(parseAddress(`?${writeAddress(each)}`)).toEqual(each);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("names the part that cannot be read, with what was expected and found", () => {
    const faulty: [string, RegExp][] = [
      ["view=file:x", /"view" should be item:PATH or kept:SHA256:NAME; found "file:x"/],
      ["view=item:a;spin", /steps page, turn, mirror.*found "spin"/],
      ["view=item:a;crop=0.9,0,0.1,1", /rising fractions.*found "0.9,0,0.1,1"/],
      ["view=item:a;turn=7", /"turn" should be a number from 0 to 3; found "7"/],
      ["threshold=high", /"threshold" should be a number.*found "high"/],
      ["from=12/2001", /YYYY, YYYY-MM or YYYY-MM-DD; found "12\/2001"/],
      ["dataset=../x", /"dataset" should be an id of letters, digits and .* found "..\/x"/],
      ["library=../x", /"library" should be an id of letters, digits and .* found "..\/x"/],
      ["library=d-1&tab=map", /"tab" should be browse, health, embeddings, evaluate, sources; found "map"/],
      ["backend=cuda", /auto, webgpu, wasm, javascript; found "cuda"/],
      [Array.from({ length: 9 }, () => "view=item:a").join("&"), /at most 8 times; found 9 times/],
    ];
    for (const [text, message] of faulty) {
      expect(() => parseAddress(text)).toThrow(
        expect.objectContaining({
          name: "AddressFormatError",
          message: expect.stringMatching(message) as string,
        }) as Error,
      );
    }
  });

  it("leaves names of others alone", () => {
    expect(parseAddress("utm_source=mail&view=item:a").intent.query.views).toEqual([
      { source: { kind: "item", itemId: "a" }, page: 0, edit: unedited, weight: 1 },
    ]);
  });
});
