import type { ItemList } from "../itemList";
import type { FactColumns } from "./factColumns";

/** One thing that may be wrong with a data set, and the rows that it concerns. */
export interface RowFinding {
  readonly kind:
    | "blank"
    | "duplicate-bytes"
    | "tiny"
    | "extreme-shape"
    | "color-mode"
    | "unreadable"
    | "single-image-identity"
    | "identity-in-two-splits";
  /** With the count and the threshold. */
  readonly summary: string;
  /** Ascending; where there are groups, group by group. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Group of each row, counted from 0; null where the finding has none. */
  readonly groups: Uint32Array<ArrayBuffer> | null;
}

/** One health check. @returns null where nothing was found */
export type HealthCheck = (items: ItemList, facts: FactColumns) => RowFinding | null;

/** "1 picture is", "2,000 pictures are". */
export function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString("en")} ${many}`;
}

/** Rows in groups, each group in the order of its first row. Groups of fewer than `least` rows are left out. */
export function groupRows(
  groups: Iterable<readonly number[]>,
  least: number,
): Pick<RowFinding, "rows"> & { groups: Uint32Array<ArrayBuffer> } {
  const kept = [...groups].filter((rows) => rows.length >= least);
  return {
    rows: Uint32Array.from(kept.flat()),
    groups: Uint32Array.from(kept.flatMap((rows, group) => rows.map(() => group))),
  };
}
