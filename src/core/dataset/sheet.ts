import type { ItemId } from "./item";

/** A file, and which of its pages, counted from 0. */
export interface Sheet {
  readonly path: string;
  readonly page: number;
}

const pageSuffix = /#page=([1-9]\d*)$/;

/** The file and page that an item's path names: `a.pdf#page=2` is page 1 of `a.pdf`, counted from 0. */
export function sheetOf(itemId: ItemId): Sheet {
  const page = pageSuffix.exec(itemId);
  if (page === null) return { path: itemId, page: 0 };
  return { path: itemId.slice(0, page.index), page: Number(page[1]) - 1 };
}

/** The paths of a file's sheets, in order: its own path where it has one page (RFC 8118 names the fragment). */
export function sheetPaths({ path, pages }: { readonly path: string; readonly pages: number }): ItemId[] {
  if (pages <= 1) return [path as ItemId];
  return Array.from({ length: pages }, (_, page) => `${path}#page=${page + 1}` as ItemId);
}
