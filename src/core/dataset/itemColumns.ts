import type { Item } from "./item";

export const requiredColumns = ["path", "label", "split", "is_query", "is_gallery"] as const;
export const optionalColumns = ["category", "sequence", "x_1", "y_1", "x_2", "y_2", "title", "date", "source"] as const;

/** A column that the item table knows. Others are allowed, and left alone. */
export type ItemColumn = (typeof requiredColumns)[number] | (typeof optionalColumns)[number];

/** What each column holds of an item; "" where the item has none of it. */
export const cellsOfItem: Readonly<Record<ItemColumn, (item: Item) => string>> = {
  path: (item) => item.itemId,
  label: (item) => item.identity,
  split: (item) => item.split,
  is_query: (item) => (item.isQuery ? "1" : "0"),
  is_gallery: (item) => (item.isGallery ? "1" : "0"),
  category: (item) => item.category ?? "",
  sequence: (item) => item.sequence ?? "",
  x_1: (item) => String(item.box?.left ?? ""),
  y_1: (item) => String(item.box?.top ?? ""),
  x_2: (item) => String(item.box?.right ?? ""),
  y_2: (item) => String(item.box?.bottom ?? ""),
  title: (item) => item.title ?? "",
  date: (item) => item.date ?? "",
  source: (item) => item.source ?? "",
};
