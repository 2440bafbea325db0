import { ItemList } from "./itemList";
import type { PackedItems, TextColumn } from "./packedItems";

/** Which items are wanted. All conditions must hold; null or "" asks for nothing. */
export interface ItemConditions {
  readonly identity: string | null;
  readonly category: string | null;
  readonly split: string | null;
  readonly role: "query" | "gallery" | null;
  /** A part of the path, title or identity, in any case. */
  readonly text: string;
}

type RowTest = (row: number) => boolean;

/** Rows of the items that meet all conditions, ascending. */
export function filterItems(items: PackedItems, conditions: ItemConditions): Uint32Array<ArrayBuffer> {
  const list = new ItemList(items);
  const tests = testsOf(list, conditions);
  const rows: number[] = [];
  for (let row = 0; row < items.count; row++) if (tests.every((test) => test(row))) rows.push(row);
  return Uint32Array.from(rows);
}

/** The cheap tests first. */
function testsOf(list: ItemList, { identity, category, split, role, text }: ItemConditions): RowTest[] {
  const tests: RowTest[] = [];
  const equals = (name: TextColumn, wanted: string | null) => {
    if (wanted === null || wanted === "") return;
    const { codes, values } = list.column(name);
    const code = values.indexOf(wanted);
    tests.push((row) => codes[row] === code);
  };
  if (role !== null) tests.push((row) => ((list.packed.roles[row] ?? 0) & (role === "query" ? 1 : 2)) !== 0);
  equals("identity", identity);
  equals("category", category);
  equals("split", split);
  if (text !== "") tests.push(containsText(list, text.toLowerCase()));
  return tests;
}

function containsText(list: ItemList, text: string): RowTest {
  const [title, identity] = (["title", "identity"] as const).map((name) => {
    const { codes, values } = list.column(name);
    // Few different texts: each is searched once, and not at every row that has it.
    const found = values.map((value) => value.toLowerCase().includes(text));
    return (row: number) => found[codes[row] ?? 0] ?? false;
  }) as [RowTest, RowTest];
  return (row) => title(row) || identity(row) || list.itemId(row).toLowerCase().includes(text);
}
