import { mostFrequent } from "./mostFrequent";
import type { TruthQuery } from "./revisitedTruth";

/**
 * Names the thing that each query shows, where a ground truth only says which pictures match which query.
 *
 * Two queries show the same thing if they share more than half of the matches of the one that has fewer; easy and hard
 * matches count alike, so that the names do not depend on the protocol. A single shared picture, on which two buildings
 * stand side by side, joins nothing.
 *
 * @returns for each query the name that most queries of its group bear, without their running numbers; where another group
 *   has it already, with a number behind it
 */
export function nameQueryGroups(queries: readonly TruthQuery[]): string[] {
  const matches = queries.map(({ easy, hard }) => new Set([...easy, ...hard]));
  const groups = queries.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (groups[at] !== at) at = groups[at] ?? at;
    return at;
  };
  for (let i = 0; i < queries.length; i++) {
    for (let j = 0; j < i; j++) {
      const [first, second] = [matches[i] ?? new Set(), matches[j] ?? new Set()];
      const shared = [...first].filter((place) => second.has(place)).length;
      if (shared > Math.min(first.size, second.size) / 2) groups[root(i)] = root(j);
    }
  }
  const roots = groups.map((_, i) => root(i));
  const taken = new Map<string, number>();
  const names = new Map<number, string>();
  for (const group of new Set(roots)) {
    const name = mostFrequent(
      queries.filter((_, i) => roots[i] === group).map((query) => query.name.replace(/_\d+$/, "")),
    );
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    names.set(group, count === 1 ? name : `${name} ${count}`);
  }
  return roots.map((group) => names.get(group) ?? "");
}
