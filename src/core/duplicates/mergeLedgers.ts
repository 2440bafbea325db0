import { StudioError } from "../errors";
import { compareEntries, type LedgerEntry } from "./ledgerEntry";

/**
 * Two copies of a ledger as one: every entry once, by time. The order of the copies does not matter.
 *
 * @throws StudioError LedgerFormatError where the copies have different entries of one id: one of them was edited
 */
export function mergeLedgers(ours: readonly LedgerEntry[], theirs: readonly LedgerEntry[]): LedgerEntry[] {
  const entries = new Map<string, LedgerEntry>();
  for (const entry of [...ours, ...theirs]) {
    const known = entries.get(entry.id);
    if (known !== undefined && canonical(known) !== canonical(entry)) {
      throw new StudioError(
        "LedgerFormatError",
        `expected the entry ${entry.id} to be the same in both ledgers; found ${known.kind} of ${known.at} and ${entry.kind} of ${entry.at}, which differ`,
        "Entries are never changed. Take the file that was not edited; to change a decision, undo it.",
      );
    }
    entries.set(entry.id, entry);
  }
  return [...entries.values()].sort(compareEntries);
}

/** JSON whose keys are ordered, so that equal entries are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
