import type { ItemId } from "../core/dataset/item";
import { type QueryEdit, unedited } from "../core/image/queryEdit";
import type { FusionRule } from "../core/ranking/fusion";

/** Where a query picture comes from: an item of the gallery's folder, or a user's picture kept in this browser by its hash. */
export type PictureSource =
  | { readonly kind: "item"; readonly itemId: ItemId }
  | { readonly kind: "kept"; readonly sha256: string; readonly name: string };

/** One picture of a query. `page` counts from 0; `weight` is above 0, at most 1. */
export interface QueryView {
  readonly source: PictureSource;
  readonly page: number;
  readonly edit: QueryEdit;
  readonly weight: number;
}

export interface QueryIntent {
  readonly views: readonly QueryView[];
  readonly fusion: FusionRule;
  /** Items that the search was told to come closer to, or to move away from. */
  readonly liked: readonly ItemId[];
  readonly disliked: readonly ItemId[];
}

/** Which part of a ranking is shown, and how. */
export interface ShowIntent {
  /** Empty: every category. */
  readonly categories: readonly string[];
  /** ISO 8601 prefixes (YYYY, YYYY-MM or YYYY-MM-DD), both inclusive; null is open. */
  readonly dateFrom: string | null;
  readonly dateTo: string | null;
  /** Lowest score shown; null shows all. */
  readonly threshold: number | null;
  readonly isGrouped: boolean;
  readonly tilePixels: number;
}

/** All that a user asked for, and nothing that was computed: what the address bar and a saved search hold. */
export interface SearchIntent {
  readonly query: QueryIntent;
  readonly show: ShowIntent;
  /** The hit that is open beside the query. */
  readonly openItem: ItemId | null;
}

export const maximumViews = 8;
export const tileRange = { least: 88, most: 320, usual: 152 } as const;

export const emptyQuery: QueryIntent = { views: [], fusion: "max", liked: [], disliked: [] };
export const showAll: ShowIntent = {
  categories: [],
  dateFrom: null,
  dateTo: null,
  threshold: null,
  isGrouped: false,
  tilePixels: tileRange.usual,
};
export const emptyIntent: SearchIntent = { query: emptyQuery, show: showAll, openItem: null };

/** A picture as a fresh view of a query. */
export function viewOf(source: PictureSource): QueryView {
  return { source, page: 0, edit: unedited, weight: 1 };
}

/** Names a page of a picture for good, so that what was computed from it can be found again. */
export function pictureKey(view: Pick<QueryView, "source" | "page">): string {
  const { source } = view;
  return `${source.kind}:${source.kind === "item" ? source.itemId : source.sha256}#${view.page}`;
}

/** Whether two intents ask for the same search (and not only to show the same ranking differently). */
export function isSameQuery(one: QueryIntent, other: QueryIntent): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
