import type { DatasetCounts } from "./datasetRecord";
import type { Item } from "./item";

/** How many items there are in all and in each split. */
export interface SplitCounts {
  readonly counts: DatasetCounts;
  /** In the order in which the items first name them. */
  readonly splits: readonly ({ readonly name: string } & DatasetCounts)[];
}

/** Counts items, identities, query and gallery items. An identity in two splits counts in both, and once in all. */
export function countSplits(items: readonly Item[]): SplitCounts {
  const whole = new Tally();
  const splits = new Map<string, Tally>();
  for (const item of items) {
    let split = splits.get(item.split);
    if (split === undefined) splits.set(item.split, (split = new Tally()));
    whole.add(item);
    split.add(item);
  }
  return { counts: whole.counts, splits: [...splits].map(([name, tally]) => ({ name, ...tally.counts })) };
}

class Tally {
  #items = 0;
  #queries = 0;
  #gallery = 0;
  readonly #identities = new Set<string>();

  add({ identity, isQuery, isGallery }: Item): void {
    this.#items++;
    if (isQuery) this.#queries++;
    if (isGallery) this.#gallery++;
    this.#identities.add(identity);
  }

  get counts(): DatasetCounts {
    return {
      items: this.#items,
      identities: this.#identities.size,
      queries: this.#queries,
      gallery: this.#gallery,
    };
  }
}
