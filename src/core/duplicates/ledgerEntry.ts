// What a person decided of identities and items, as data. The ledger holds for a data set, whatever checkpoint proposed: who
// was kept apart once is not proposed again by the next one.

/** Who decided what, when, and by whose vectors. */
interface EntryHead {
  readonly schema: 1;
  /** A UUID; an entry is never changed, so the same id is the same entry in every copy. */
  readonly id: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** As the person calls itself; "" where unknown. */
  readonly author: string;
  /** The checkpoint whose vectors proposed it; null where none did. */
  readonly checkpoint: { readonly id: string; readonly sha256: string } | null;
  /** Similarity that was shown; null where none was. */
  readonly score: number | null;
  readonly note: string;
}

/** Identities that are spoken of; two at least. */
export interface IdentitiesSubject {
  readonly kind: "identities";
  readonly identities: readonly string[];
}

/** Two items, by their paths. */
export interface ItemsSubject {
  readonly kind: "items";
  readonly items: readonly [first: string, second: string];
}

/** One identity, and how its items are divided; no parts where it is only said that it holds more than one. */
export interface PartsSubject {
  readonly kind: "parts";
  readonly identity: string;
  readonly parts: readonly (readonly string[])[];
}

/** Identities that are one, or are not. */
export type IdentityDecision = EntryHead & {
  readonly kind: "merge" | "keep-apart";
  readonly subject: IdentitiesSubject;
};

/** Items that show the same, or do not. */
export type ItemDecision = EntryHead & { readonly kind: "same" | "different"; readonly subject: ItemsSubject };

/** Looked at, and left open. */
export type UnsureDecision = EntryHead & {
  readonly kind: "unsure";
  readonly subject: IdentitiesSubject | ItemsSubject;
};

/** An identity that holds more than one. */
export type SplitDecision = EntryHead & { readonly kind: "split"; readonly subject: PartsSubject };

export type Decision = IdentityDecision | ItemDecision | UnsureDecision | SplitDecision;

/** Takes an entry back; taking an undo back lets its entry stand again. */
export type UndoEntry = EntryHead & {
  readonly kind: "undo";
  readonly subject: { readonly kind: "entry"; readonly entry: string };
};

/** A line of the ledger. Entries are only ever added. */
export type LedgerEntry = Decision | UndoEntry;

/** By time, then by id, so that every copy of a ledger has one order. */
export function compareEntries(a: LedgerEntry, b: LedgerEntry): number {
  const later = Date.parse(a.at) - Date.parse(b.at);
  if (later !== 0) return later;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
