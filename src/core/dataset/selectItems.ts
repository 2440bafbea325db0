import { type PackedColumn, type PackedItems, type TextColumn, textColumns } from "./packedItems";
import { type PackedTexts, packTexts, textAt } from "./packedTexts";

/**
 * Some rows of packed items, in the order given, without making items of them.
 *
 * @param rows each below `items.count`, none twice
 * @returns what `packItems` gives for those items
 */
export function selectItems(items: PackedItems, rows: Uint32Array): PackedItems {
  const paths = selectTexts(items.paths, rows);
  const columns: Partial<Record<TextColumn, PackedColumn>> = {};
  for (const name of textColumns) {
    const column = items.columns[name];
    const selected = column === undefined ? null : selectColumn(column, rows);
    if (selected !== null) columns[name] = selected;
  }
  return {
    count: rows.length,
    paths,
    slots: slotsOf(paths),
    roles: Uint8Array.from(rows, (row) => items.roles[row] ?? 0),
    boxes: selectBoxes(items.boxes, rows),
    columns,
  };
}

/** Some texts, in the order given. */
export function selectTexts({ units, ends }: PackedTexts, rows: Uint32Array): PackedTexts {
  const startOf = (row: number) => (row === 0 ? 0 : (ends[row - 1] ?? 0));
  const selectedEnds = new Uint32Array(rows.length);
  let end = 0;
  rows.forEach((row, i) => (selectedEnds[i] = end += (ends[row] ?? 0) - startOf(row)));
  const isNarrow = units instanceof Uint8Array;
  let selected: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> = isNarrow
    ? new Uint8Array(end)
    : new Uint16Array(end);
  rows.forEach((row, i) => {
    let at = i === 0 ? 0 : (selectedEnds[i - 1] ?? 0);
    for (let unit = startOf(row); unit < (ends[row] ?? 0); unit++) selected[at++] = units[unit] ?? 0;
  });
  if (!isNarrow && selected.every((unit) => unit <= 0xff)) selected = Uint8Array.from(selected);
  return { units: selected, ends: selectedEnds };
}

function slotsOf({ units, ends }: PackedTexts): Uint32Array<ArrayBuffer> {
  let size = 4;
  while (size < ends.length * 2) size *= 2;
  const slots = new Uint32Array(size);
  for (let row = 0; row < ends.length; row++) {
    let slot = hashUnits(units, row === 0 ? 0 : (ends[row - 1] ?? 0), ends[row] ?? 0) & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = row + 1;
  }
  return slots;
}

/** `hashText` of a text that is not made. */
function hashUnits(units: PackedTexts["units"], start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function selectColumn({ codes, values }: PackedColumn, rows: Uint32Array): PackedColumn | null {
  const newCodeOf = new Map<number, number>();
  const selected = new Uint32Array(rows.length);
  rows.forEach((row, i) => {
    const code = codes[row] ?? 0;
    let newCode = newCodeOf.get(code);
    if (newCode === undefined) newCodeOf.set(code, (newCode = newCodeOf.size));
    selected[i] = newCode;
  });
  const texts = packTexts([...newCodeOf.keys()].map((code) => textAt(values, code)));
  const isEmpty = texts.units.length === 0;
  return isEmpty ? null : { codes: selected, values: texts };
}

function selectBoxes(boxes: PackedItems["boxes"], rows: Uint32Array): PackedItems["boxes"] {
  if (boxes === null) return null;
  const selected = new Float64Array(rows.length * 4);
  rows.forEach((row, i) => selected.set(boxes.subarray(row * 4, row * 4 + 4), i * 4));
  return selected.every(Number.isNaN) ? null : selected;
}
