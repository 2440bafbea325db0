import "fake-indexeddb/auto";

import { beforeEach, describe, expect, it } from "vitest";

import { hashOf, openBrowserStore } from "../bridges/browserStore";
import type { ItemId } from "../core/dataset/item";
import { intentStore, replaceIntent, startQuery } from "./intentStore";
import { deleteSearch, loadSearches, reopenSearch, restoreSearch, savedStore, saveSearch } from "./savedStore";
import { emptyIntent, viewOf } from "./searchIntent";
import { connectServices, type Services } from "./services";

let databases = 0;
let browserStore: Services["browserStore"];

beforeEach(() => {
  browserStore = openBrowserStore(`test-${++databases}`);
  connectServices({ browserStore } as Services);
  savedStore.setState({ searches: [], task: { phase: "idle" } });
  replaceIntent(emptyIntent);
});

describe("saved searches", () => {
  it("come back to the same query, newest first, after the page was closed", async () => {
    startQuery([viewOf({ kind: "item", itemId: "q/chair.png" as ItemId })]);
    await saveSearch("  chair ");
    startQuery([]);
    savedStore.setState({ searches: [] });
    await loadSearches();
    const [saved] = savedStore.getState().searches;
    expect(saved?.name).toBe("chair");
    await reopenSearch(saved!);
    expect(intentStore.getState().query.views[0]?.source).toEqual({ kind: "item", itemId: "q/chair.png" });
  });

  it("can be deleted, and taken back", async () => {
    await saveSearch("empty");
    const [saved] = savedStore.getState().searches;
    await deleteSearch(saved!);
    expect(savedStore.getState().searches).toEqual([]);
    await restoreSearch(saved!);
    expect(savedStore.getState().searches).toEqual([saved]);
  });

  it("keep their pictures when the others are cleared", async () => {
    const [needed, other] = [new Blob(["needed"]), new Blob(["other"])];
    const [neededHash, otherHash] = [await hashOf(needed), await hashOf(other)];
    await browserStore.keepPicture(neededHash, needed);
    await browserStore.keepPicture(otherHash, other);
    startQuery([viewOf({ kind: "kept", sha256: neededHash, name: "needed.png" })]);
    await saveSearch("needs one");
    expect(await browserStore.measure()).toMatchObject({ pictures: 2 });
    await browserStore.clearPictures();
    expect(await browserStore.findPicture(otherHash)).toBeNull();
    expect(await browserStore.findPicture(neededHash)).not.toBeNull();
  });

  it("are not made when a picture is gone, and say so", async () => {
    startQuery([viewOf({ kind: "kept", sha256: "0".repeat(64), name: "gone.png" })]);
    await saveSearch("gone");
    expect(savedStore.getState()).toMatchObject({
      searches: [],
      task: { phase: "failed", error: { name: "PictureMissingError" } },
    });
  });
});
