import { type Matrix, pickRows, stackRows, zeroMatrix } from "../numeric/matrix";
import { normalizeInPlace } from "../numeric/vectors";
import { rowOf } from "../numeric/matrix";
import { mixNeighbors, type MixRule, othersNearby, similarityWeight } from "./mixNeighbors";
import type { FindNeighbors } from "./neighbors";
import type { RankedVectors } from "./rankedVectors";
import type { ExpandQueriesStep } from "./rankRecipe";

/**
 * Query expansion, in four published forms.
 *
 * - `fast-reid` (DIRA's too): neighbors by cosine among queries and gallery together, the vector itself among them; the
 *   mean of k vectors as they are, each times similarity^alpha. Queries and gallery are both replaced.
 * - `dirtorch`: the mean of the query and its k nearest, each times similarity^alpha, to unit length.
 * - `deep-retrieval`: the plain mean of the query and its k nearest.
 * - `pyretri`: the plain sum of the query and its k nearest.
 *
 * A query's own gallery row never counts as a neighbor; in `fast-reid` it stands for the query. k is clipped to what is
 * there. A negative similarity whose power is no number counts 0.
 *
 * @returns vectors of the same shape; what is not replaced is the same object
 * @see fastreid/evaluation/query_expansion.py; dirtorch/test_dir.py; figitaki/deep-retrieval test.py; PyRetri query_expansion.py
 */
export async function expandQueries(
  vectors: RankedVectors,
  { form, k, alpha, times }: Omit<ExpandQueriesStep, "kind">,
  find: FindNeighbors,
): Promise<RankedVectors> {
  let current = vectors;
  for (let round = 0; round < times; round++) {
    current =
      form === "fast-reid"
        ? await expandPool(current, k, alpha, find)
        : { ...current, queries: await expandAlone(current, k, rules[form](alpha), find) };
  }
  return current;
}

const rules: Readonly<Record<Exclude<ExpandQueriesStep["form"], "fast-reid">, (alpha: number) => MixRule>> = {
  dirtorch: (alpha) => ({
    ownWeight: 1,
    weightOf: similarityWeight(alpha),
    divisor: "count",
    isNormalized: true,
  }),
  "deep-retrieval": () => ({ ownWeight: 1, weightOf: () => 1, divisor: "count", isNormalized: false }),
  pyretri: () => ({ ownWeight: 1, weightOf: () => 1, divisor: "nothing", isNormalized: false }),
};

async function expandAlone(
  { queries, gallery, ownRows }: RankedVectors,
  k: number,
  rule: MixRule,
  find: FindNeighbors,
): Promise<Matrix> {
  return mixNeighbors(queries, gallery, await othersNearby(find, queries, gallery, { count: k, ownRows }), rule);
}

async function expandPool(
  { queries, gallery, ownRows }: RankedVectors,
  k: number,
  alpha: number,
  find: FindNeighbors,
): Promise<RankedVectors> {
  // A picture that is a query and in the gallery stands once in the pool.
  const alone = Array.from({ length: queries.rows }, (_, query) => query).filter(
    (query) => !(ownRows !== null && ownRows[query]! >= 0),
  );
  const pool = stackRows(gallery, pickRows(queries, alone));
  const units = normalizedRows(pool);
  const mixed = mixNeighbors(pool, pool, await find(units, units, k), {
    ownWeight: 0,
    weightOf: similarityWeight(alpha),
    divisor: "count",
    isNormalized: false,
  });
  const rowInPool = new Int32Array(queries.rows);
  alone.forEach((query, at) => (rowInPool[query] = gallery.rows + at));
  ownRows?.forEach((row, query) => {
    if (row >= 0) rowInPool[query] = row;
  });
  return {
    queries: pickRows(mixed, rowInPool),
    gallery: { ...gallery, values: mixed.values.slice(0, gallery.values.length) },
    ownRows,
  };
}

/** Every row at unit length; a zero row stays zero. */
export function normalizedRows(matrix: Matrix): Matrix {
  const units = zeroMatrix(matrix.rows, matrix.columns);
  units.values.set(matrix.values);
  for (let row = 0; row < units.rows; row++) normalizeInPlace(rowOf(units, row));
  return units;
}
