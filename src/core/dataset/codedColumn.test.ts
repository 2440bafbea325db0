import { expect, it } from "vitest";

import { encodeColumn } from "./codedColumn";
import type { Item, ItemId } from "./item";

it("numbers texts in the order of first use, and an absent one as the empty text", () => {
  const item = (identity: string, category?: string): Item => ({
    itemId: identity as ItemId,
    identity,
    split: "",
    isQuery: false,
    isGallery: true,
    ...(category === undefined ? {} : { category }),
  });
  const items = [item("a", "chair"), item("b"), item("c", "lamp"), item("d", "chair")];
  expect(encodeColumn(items, (each) => each.category)).toEqual({
    codes: Uint32Array.of(0, 1, 2, 0),
    values: ["chair", "", "lamp"],
  });
});
