import { type Contradiction, findContradictions } from "./contradictions";
import { compareEntries, type Decision, type LedgerEntry, type SplitDecision, type UndoEntry } from "./ledgerEntry";
import { pairsOf } from "./subjectPairs";

/** What is held of a pair of identities, or of items. */
export interface PairVerdict {
  readonly kind: "merge" | "keep-apart" | "unsure" | "same" | "different";
  /** The entry that says so. */
  readonly entry: Decision;
}

/** What a ledger comes to. */
export interface StandingDecisions {
  /** Entries that were not taken back, without undos, by time. */
  readonly decisions: readonly Decision[];
  /** Ids of entries that were taken back. */
  readonly undone: ReadonlySet<string>;
  /** By `pairKey`. */
  readonly verdicts: ReadonlyMap<string, PairVerdict>;
  readonly splits: readonly SplitDecision[];
  readonly contradictions: readonly Contradiction[];
  /** Undos of entries that this ledger does not hold: a part of it is missing. */
  readonly unmatched: readonly UndoEntry[];
}

/**
 * What stands of a ledger's entries. Their order does not matter, nor does an entry that comes twice.
 *
 * An entry stands unless a standing undo names it. Whatever clocks said, an undo counts for the entry it names; undos that
 * name each other in a circle, which only an edited file has, count for nothing.
 *
 * Of a pair, keeping apart stands against merging, whichever came later: it is remembered until it is undone, and two
 * identities are never made one while somebody objects. Else the latest verdict stands. The same holds for `different` and
 * `same` of items. Verdicts of both sorts are listed as contradictions.
 */
export function standingDecisions(entries: readonly LedgerEntry[]): StandingDecisions {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const all = [...byId.values()].sort(compareEntries);
  const undone = undoneIds(all, byId);
  const decisions = all.filter((entry): entry is Decision => entry.kind !== "undo" && !undone.has(entry.id));
  return {
    decisions,
    undone,
    verdicts: verdictsOf(decisions),
    splits: decisions.filter((entry) => entry.kind === "split"),
    contradictions: findContradictions(decisions),
    unmatched: all.filter((entry) => entry.kind === "undo").filter(({ subject }) => !byId.has(subject.entry)),
  };
}

function undoneIds(all: readonly LedgerEntry[], byId: ReadonlyMap<string, LedgerEntry>): Set<string> {
  const undosOf = new Map<string, UndoEntry[]>();
  const circled = circledUndos(all, byId);
  for (const entry of all) {
    if (entry.kind !== "undo" || circled.has(entry.id)) continue;
    undosOf.set(entry.subject.entry, [...(undosOf.get(entry.subject.entry) ?? []), entry]);
  }
  const stands = new Map<string, boolean>();
  // Without circles an entry is decided once the undos of it are: depth first, on a stack of its own as chains may be long.
  for (const { id } of all) {
    const open = [id];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const undos = undosOf.get(top) ?? [];
      const waiting = undos.filter((undo) => !stands.has(undo.id));
      if (waiting.length === 0) {
        stands.set(top, !undos.some((undo) => stands.get(undo.id) === true));
        open.pop();
      } else open.push(...waiting.map((undo) => undo.id));
    }
  }
  return new Set(all.filter(({ id }) => stands.get(id) === false).map(({ id }) => id));
}

/** Undos from which following what they undo leads back to themselves. */
function circledUndos(all: readonly LedgerEntry[], byId: ReadonlyMap<string, LedgerEntry>): Set<string> {
  const circled = new Set<string>();
  const walkOf = new Map<string, LedgerEntry>();
  for (const start of all) {
    let entry: LedgerEntry | undefined = start;
    while (entry?.kind === "undo" && !walkOf.has(entry.id)) {
      walkOf.set(entry.id, start);
      entry = byId.get(entry.subject.entry);
    }
    // A walk that ends on its own steps has found a circle; one that ends on an earlier walk's has not.
    if (entry?.kind !== "undo" || walkOf.get(entry.id) !== start) continue;
    while (entry?.kind === "undo" && !circled.has(entry.id)) {
      circled.add(entry.id);
      entry = byId.get(entry.subject.entry);
    }
  }
  return circled;
}

/** @param decisions by time */
function verdictsOf(decisions: readonly Decision[]): Map<string, PairVerdict> {
  const verdicts = new Map<string, PairVerdict>();
  for (const entry of decisions) {
    if (entry.kind === "split") continue;
    const { kind } = entry;
    for (const pair of pairsOf(entry.subject)) {
      const before = verdicts.get(pair.key);
      if (before !== undefined && isApart(before.kind) && !isApart(kind)) continue;
      verdicts.set(pair.key, { kind, entry });
    }
  }
  return verdicts;
}

function isApart(kind: PairVerdict["kind"]): boolean {
  return kind === "keep-apart" || kind === "different";
}
