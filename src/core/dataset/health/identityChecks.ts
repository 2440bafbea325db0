// Checks of identities: they need no pictures.
import type { ItemList } from "../itemList";
import { counted, groupRows, type HealthCheck } from "./healthCheck";

/** Items whose identity shows up on no other: nothing can be found for them, and nothing learned from them. Items without an identity are left out. */
export const findSingleImages: HealthCheck = (items) => {
  const rows = Uint32Array.from([...rowsByIdentity(items).values()].flatMap((of) => (of.length === 1 ? of : [])));
  if (rows.length === 0) return null;
  const summary = `${counted(rows.length, "identity has", "identities have")} one image only`;
  return { kind: "single-image-identity", summary, rows, groups: null };
};

/** Items of identities whose files lie in two splits or more: what is trained on would be tested on. The groups are the identities. */
export const findIdentitiesInTwoSplits: HealthCheck = (items) => {
  const { codes: splits } = items.column("split");
  const inTwo = [...rowsByIdentity(items).values()].filter((rows) =>
    rows.some((row) => splits[row] !== splits[rows[0] ?? 0]),
  );
  if (inTwo.length === 0) return null;
  const summary = `${counted(inTwo.length, "identity lies", "identities lie")} in two splits or more`;
  return { kind: "identity-in-two-splits", summary, ...groupRows(inTwo, 2) };
};

/** In the order of first use. */
function rowsByIdentity(items: ItemList): Map<number, number[]> {
  const { codes, values } = items.column("identity");
  const rowsOf = new Map<number, number[]>();
  codes.forEach((code, row) => {
    if (values[code] === "") return;
    const rows = rowsOf.get(code);
    if (rows === undefined) rowsOf.set(code, [row]);
    else rows.push(row);
  });
  return rowsOf;
}
