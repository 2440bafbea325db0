import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { fakeLibrary } from "./fakeLibrary";
import { forgetItemPicture, forgetItemPictures, type ItemPicture, itemPictureUrl } from "./itemPictures";
import { connectServices, type Services } from "./services";

const picture: ItemPicture = { dataset: "lamps" as DatasetId, itemId: "a.png" as ItemId, size: "thumbnail" };
const ask = () => itemPictureUrl(picture.dataset, picture.itemId, picture.size);
let readings: number;

beforeEach(() => {
  forgetItemPictures(picture.dataset);
  readings = 0;
  connectServices({
    library: fakeLibrary({ readThumbnail: () => Promise.resolve(new Blob([`reading ${++readings}`])) }),
  } as Partial<Services> as Services);
});

describe("the address of an item's picture", () => {
  it("stays the same while nothing is wrong with it", async () => {
    expect(await ask()).toBe(await ask());
    expect(readings).toBe(1);
  });

  it("is another one, of bytes that were read anew, after it showed nothing", async () => {
    const broken = await ask();
    await forgetItemPicture(picture, broken);
    const next = await ask();
    expect(next).not.toBe(broken);
    expect(await (await fetch(next)).text()).toBe("reading 2");
    await expect(fetch(broken)).rejects.toThrow();
  });

  it("stays when a second tile tells of the address before it", async () => {
    const broken = await ask();
    await Promise.all([forgetItemPicture(picture, broken), forgetItemPicture(picture, broken)]);
    const next = await ask();
    await forgetItemPicture(picture, broken);
    expect(await ask()).toBe(next);
    expect(readings).toBe(2);
  });

  it("is forgotten without a fault where it was never found", async () => {
    await expect(forgetItemPicture(picture, "blob:nothing")).resolves.toBeUndefined();
  });
});
