// What a table holds for the living items of its data set, by their rows in the item table.
import type { EmbeddingFailure } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import type { PackedItems } from "../../core/dataset/packedItems";
import type { JournalBlock, JournalEntry } from "../../core/embedding/tableJournal";
import type { PictureStamps } from "../library/datasetFiles";
import type { StoredTable } from "./storedTable";
import { makerName } from "./tableNames";

/** A table's entries, read against one state of the item table. */
export class TableContent {
  readonly items: ItemList;
  /** Row of each item's vector; -1 where it has none. */
  readonly rowOf: Int32Array<ArrayBuffer>;
  readonly makers: string[] = [];
  rows = 0;
  embedded = 0;
  /** The items and failures of the last entry, if that is a block. */
  lastBlock: JournalBlock | null = null;
  readonly #failures = new Map<number, string>();
  /** [items, 2] stamps of the pictures when they were embedded. */
  readonly #stamps: Float64Array<ArrayBuffer>;

  constructor(packed: PackedItems, entries: StoredTable["entries"]) {
    this.items = new ItemList(packed);
    this.rowOf = new Int32Array(packed.count).fill(-1);
    this.#stamps = new Float64Array(packed.count * 2);
    for (const entry of entries) this.apply(entry);
  }

  apply(entry: JournalEntry): void {
    this.lastBlock = entry.kind === "block" ? entry : null;
    if (entry.kind === "forgotten") {
      for (const id of entry.items) this.#forget(this.items.rowOf(id as ItemId));
      return;
    }
    entry.items.forEach((id, i) => {
      const item = this.items.rowOf(id as ItemId);
      if (item < 0) return; // removed since; its row stays until the table is compacted
      this.#forget(item);
      this.rowOf[item] = this.rows + i;
      this.#stamps.set([entry.bytes[i]!, entry.modified[i]!], item * 2);
      this.embedded++;
    });
    for (const { itemId, message } of entry.failures) {
      const item = this.items.rowOf(itemId as ItemId);
      if (item < 0) continue;
      this.#forget(item);
      this.#failures.set(item, message);
    }
    this.rows += entry.items.length;
    const maker = makerName(entry);
    if (!this.makers.includes(maker)) this.makers.push(maker);
  }

  /** The row of an item's vector; -1 where it has none or is no item any more. */
  rowOfItem(id: string): number {
    return this.rowOf[this.items.rowOf(id as ItemId)] ?? -1;
  }

  /** Why an item could not be embedded; undefined where nothing is known of that. */
  failureOf(id: string): string | undefined {
    return this.#failures.get(this.items.rowOf(id as ItemId));
  }

  get failed(): number {
    return this.#failures.size;
  }

  /** Failures in the order of the item table. */
  failures(): EmbeddingFailure[] {
    const rows = [...this.#failures.keys()].sort((a, b) => a - b);
    return rows.map((item) => ({ itemId: this.items.itemId(item), message: this.#failures.get(item)! }));
  }

  isPending(item: number): boolean {
    return this.rowOf[item]! < 0 && !this.#failures.has(item);
  }

  /** Items with neither vector nor failure, in the order of the item table. */
  pending(): Uint32Array<ArrayBuffer> {
    return this.#select((item) => this.isPending(item));
  }

  /** Items with a vector, in the order of the item table. */
  embeddedItems(): Uint32Array<ArrayBuffer> {
    return this.#select((item) => this.rowOf[item]! >= 0);
  }

  /** Items whose picture is another than the one that was embedded: of another size, or changed at another time. */
  stale(now: PictureStamps): Uint32Array<ArrayBuffer> {
    return this.#select((item) => {
      if (this.rowOf[item]! < 0) return false;
      const [bytes, modified] = [this.#stamps[item * 2]!, this.#stamps[item * 2 + 1]!];
      return isOther(bytes, now.bytes[item]!) || isOther(modified, now.modified[item]!);
    });
  }

  #forget(item: number): void {
    if (item < 0) return;
    if (this.rowOf[item]! >= 0) this.embedded--;
    this.rowOf[item] = -1;
    this.#failures.delete(item);
  }

  #select(isWanted: (item: number) => boolean): Uint32Array<ArrayBuffer> {
    const selected = new Uint32Array(this.items.length);
    let count = 0;
    for (let item = 0; item < this.items.length; item++) if (isWanted(item)) selected[count++] = item;
    return selected.slice(0, count);
  }
}

/** 0 is unknown, and nothing is said of what is unknown. */
function isOther(then: number, now: number): boolean {
  return then !== 0 && now !== 0 && then !== now;
}
