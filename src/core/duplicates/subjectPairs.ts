import type { IdentitiesSubject, ItemsSubject } from "./ledgerEntry";

/** Two identities or two items, in either order. */
export interface SubjectPair {
  readonly key: string;
  readonly first: string;
  readonly second: string;
}

/** Names a pair of identities or of items; the order of the two does not matter. */
export function pairKey(kind: "identities" | "items", first: string, second: string): string {
  return JSON.stringify(first < second ? [kind, first, second] : [kind, second, first]);
}

/** All pairs of what a decision speaks of, each once. */
export function pairsOf(subject: IdentitiesSubject | ItemsSubject): SubjectPair[] {
  const names = [...new Set<string>(subject.kind === "identities" ? subject.identities : subject.items)];
  return names.flatMap((first, i) =>
    names.slice(i + 1).map((second) => ({ key: pairKey(subject.kind, first, second), first, second })),
  );
}
