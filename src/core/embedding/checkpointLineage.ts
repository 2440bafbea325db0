/** What a lineage is made of. */
export interface Descendant {
  readonly id: string;
  readonly name: string;
  /** Id of the checkpoint that it was trained from; null for none. */
  readonly parent: string | null;
}

/**
 * What a checkpoint was trained from, the nearest first: names, or the id where that checkpoint is not known. Ends where one
 * comes again, which only a forged manifest says.
 */
export function lineageOf({ parent, id }: Descendant, known: ReadonlyMap<string, Descendant>): string[] {
  const names: string[] = [];
  const seen = new Set([id]);
  for (let next = parent; next !== null && !seen.has(next);) {
    seen.add(next);
    const ancestor = known.get(next);
    names.push(ancestor?.name ?? next);
    next = ancestor?.parent ?? null;
  }
  return names;
}
