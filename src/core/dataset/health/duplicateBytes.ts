import { counted, groupRows, type HealthCheck } from "./healthCheck";

/**
 * Pictures whose files have the same bytes (and the same page), by their sha256. Each is listed with the others of its
 * group. Items that are different parts (boxes) of one picture are no duplicates of each other.
 */
export const findDuplicateBytes: HealthCheck = (items, facts) => {
  const groups = new Map<string, number[]>();
  const { boxes } = items.packed;
  const words = new Uint32Array(facts.sha256.buffer);
  for (let row = 0; row < facts.count; row++) {
    const at = row * 8;
    // Twelve of the 32 bytes tell a billion pictures apart; a short key spares memory.
    const [a = 0, b = 0, c = 0] = [words[at], words[at + 1], words[at + 2]];
    if (a === 0 && b === 0 && c === 0) continue;
    const box = boxes === null ? "" : boxes.subarray(row * 4, row * 4 + 4).join();
    const key = `${a},${b},${c},${box}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const found = groupRows(groups.values(), 2);
  const count = found.rows.length;
  if (count === 0) return null;
  return {
    kind: "duplicate-bytes",
    summary: `${counted(count, "picture is", "pictures are")} the same bytes as another`,
    ...found,
  };
};
