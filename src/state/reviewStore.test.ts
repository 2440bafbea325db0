import "fake-indexeddb/auto";

import { beforeEach, describe, expect, it } from "vitest";

import { openBrowserStore } from "../bridges/browserStore";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { openReviews, readReviews, reviewStore, toggleChosen, writeNote } from "./reviewStore";
import { connectServices, type Services } from "./services";

const [chairs, lamps] = ["chairs", "lamps"] as [DatasetId, DatasetId];
const [a, b] = ["a.png", "b.png"] as [ItemId, ItemId];
let databases = 0;
let browserStore: Services["browserStore"];

beforeEach(() => {
  browserStore = openBrowserStore(`reviews-${++databases}`);
  connectServices({ browserStore } as Services);
  reviewStore.setState({ dataset: null, reviews: new Map(), failure: null });
});

const held = () =>
  [...reviewStore.getState().reviews.values()].map(({ item, note, isChosen }) => [item, note, isChosen]);

describe("the review of queries", () => {
  it("keeps notes and what is chosen for each data set, and finds them at the next visit", async () => {
    await openReviews(chairs);
    await toggleChosen(a);
    await writeNote(a, "the foot");
    await writeNote(b, "blurred");
    await openReviews(lamps);
    expect(held()).toEqual([]);
    await openReviews(chairs);
    expect(held()).toEqual([
      [a, "the foot", true],
      [b, "blurred", false],
    ]);
  });

  it("keeps nothing of a query whose note is taken away and that is not chosen", async () => {
    await openReviews(chairs);
    await writeNote(a, "x");
    await writeNote(a, "");
    await toggleChosen(b);
    await toggleChosen(b);
    expect(await browserStore.listReviews(chairs)).toEqual([]);
  });

  it("can be read while another data set's is open", async () => {
    await openReviews(chairs);
    await writeNote(a, "the foot");
    await openReviews(lamps);
    expect((await readReviews(chairs)).get(a)?.note).toBe("the foot");
    expect((await readReviews(lamps)).size).toBe(0);
  });

  it("passes over what another version kept, and goes on where nothing can be kept", async () => {
    await browserStore.keepReview(chairs, a, { schema: 2, item: a, stars: 5 });
    await openReviews(chairs);
    expect(held()).toEqual([]);
    const refusing = { ...browserStore, keepReview: () => Promise.reject(failure) };
    const failure = Object.assign(new Error("full"), { name: "StorageFullError", hint: "" });
    connectServices({ browserStore: refusing } as unknown as Services);
    await writeNote(b, "still here");
    expect(held()).toEqual([[b, "still here", false]]);
    expect(reviewStore.getState().failure?.name).toBe("StorageFullError");
  });
});
