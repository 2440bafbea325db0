import type { DatasetCounts } from "./datasetRecord";
import type { PackedItems } from "./packedItems";

/** How many items, identities, query and gallery items there are. */
export function countItems({ count, roles, columns }: PackedItems): DatasetCounts {
  const counts = { items: count, identities: 0, queries: 0, gallery: 0 };
  for (const role of roles) {
    counts.queries += role & 1;
    counts.gallery += (role >> 1) & 1;
  }
  counts.identities = new Set(columns.identity?.codes ?? []).size;
  return counts;
}
