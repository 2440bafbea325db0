declare const itemIdBrand: unique symbol;

/** Names one item for good: its path in the item table, relative to the table's folder, with `/`. */
export type ItemId = string & { readonly [itemIdBrand]: true };

/** One image of a data set: a row of the item table. Absent optional columns are undefined. */
export interface Item {
  readonly itemId: ItemId;
  /** The identity that the item shows. */
  readonly identity: string;
  readonly split: string;
  readonly isQuery: boolean;
  readonly isGallery: boolean;
  readonly category?: string;
  readonly sequence?: string;
  /** A part of the picture, in pixels of the upright picture, when the item is not the whole of it. */
  readonly box?: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly title?: string;
  /** ISO 8601 date: YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly date?: string;
  /** A link to where the item comes from. */
  readonly source?: string;
}
