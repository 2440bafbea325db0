import type { Decision } from "./ledgerEntry";
import { pairsOf } from "./subjectPairs";

/** Two that are kept apart, although standing decisions join them, directly or through others. */
export interface Contradiction {
  readonly kind: "identities" | "items";
  readonly first: string;
  readonly second: string;
  /** The `keep-apart` or `different`. */
  readonly apart: Decision;
  /** The decisions that join the two, from the first to the second, as few as there can be. */
  readonly joined: readonly Decision[];
}

interface Join {
  readonly to: string;
  readonly entry: Decision;
}

/**
 * Lists what contradicts: A and B are merged, B and C are, and A is kept apart from C. A pair that several entries keep apart
 * is listed for each of them.
 *
 * @param decisions that stand, by time
 */
export function findContradictions(decisions: readonly Decision[]): Contradiction[] {
  return [...among(decisions, "identities"), ...among(decisions, "items")];
}

function* among(decisions: readonly Decision[], kind: "identities" | "items"): Generator<Contradiction> {
  const joins = new Map<string, Join[]>();
  const add = (from: string, join: Join): void => {
    const known = joins.get(from);
    if (known === undefined) joins.set(from, [join]);
    else known.push(join);
  };
  for (const entry of decisions) {
    if ((entry.kind !== "merge" && entry.kind !== "same") || entry.subject.kind !== kind) continue;
    for (const { first, second } of pairsOf(entry.subject)) {
      add(first, { to: second, entry });
      add(second, { to: first, entry });
    }
  }
  for (const apart of decisions) {
    if ((apart.kind !== "keep-apart" && apart.kind !== "different") || apart.subject.kind !== kind) continue;
    for (const { first, second } of pairsOf(apart.subject)) {
      const joined = shortestWay(joins, first, second);
      if (joined !== null) yield { kind, first, second, apart, joined };
    }
  }
}

/** Breadth first; null where nothing joins the two. */
function shortestWay(joins: ReadonlyMap<string, readonly Join[]>, from: string, to: string): Decision[] | null {
  const cameBy = new Map<string, { readonly before: string; readonly entry: Decision } | null>([[from, null]]);
  // A set of names that grows while it is walked is the queue.
  for (const name of cameBy.keys()) {
    if (name === to) return wayBack(cameBy, to);
    for (const join of joins.get(name) ?? []) {
      if (!cameBy.has(join.to)) cameBy.set(join.to, { before: name, entry: join.entry });
    }
  }
  return null;
}

function wayBack(
  cameBy: ReadonlyMap<string, { readonly before: string; readonly entry: Decision } | null>,
  to: string,
): Decision[] {
  const way: Decision[] = [];
  for (let step = cameBy.get(to); step != null; step = cameBy.get(step.before)) way.unshift(step.entry);
  return way;
}
