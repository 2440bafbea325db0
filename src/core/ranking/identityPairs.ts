/** Rows that show the same identity, two by two. */
export interface IdentityPairs {
  /** [P] */
  readonly asking: readonly number[];
  /** [P] */
  readonly found: readonly number[];
}

/** So that an identity of thousands of pictures does not outweigh all others. */
const mostPartners = 10;

/**
 * Pairs of rows of one identity: each with the next ten that have its own.
 *
 * @param identities [M] a number for each row; -1 is nobody's
 */
export function identityPairs(identities: ArrayLike<number>): IdentityPairs {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < identities.length; row++) {
    const identity = identities[row]!;
    if (identity < 0) continue;
    const known = rowsOf.get(identity);
    if (known === undefined) rowsOf.set(identity, [row]);
    else known.push(row);
  }
  const asking: number[] = [];
  const found: number[] = [];
  for (const rows of rowsOf.values()) {
    for (const [at, row] of rows.entries()) {
      for (const other of rows.slice(at + 1, at + 1 + mostPartners)) {
        asking.push(row);
        found.push(other);
      }
    }
  }
  return { asking, found };
}
