import { type Matrix, pickRows, stackRows } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { checkVectorStep } from "./checkVectorStep";
import { mixNeighbors, type MixRule, type MixTools, othersNearby, similarityWeight } from "./mixNeighbors";
import { nearestByDistance } from "./nearestByDistance";
import type { RankedVectors } from "./rankedVectors";
import type { ExpandQueriesStep } from "./rankRecipe";

/**
 * Query expansion, in four published forms.
 *
 * - `fast-reid` (DIRA's too): neighbors by cosine among queries and gallery together, the vector itself among them; the
 *   mean of k vectors as they are, each times similarity^alpha. Queries and gallery are both replaced.
 * - `dirtorch`: the mean of the query and its k nearest, each times similarity^alpha, to unit length.
 * - `deep-retrieval`: the plain mean of the query and its k nearest.
 * - `pyretri`: the plain sum of the query and its k nearest, by Euclidean distance; all other forms go by inner product.
 *
 * A query's own gallery row never counts as a neighbor; in `fast-reid` it stands for the query. k is clipped to what is
 * there. A negative similarity whose power is no number counts 0. Every round searches with the vectors of the one before.
 *
 * @param options k from 1; alpha from 0; `times` rounds, 0 of which leave vectors as they are
 * @returns vectors of the same shape; what is not replaced is the same object
 * @throws StudioError as `checkVectorStep` does
 * @see fastreid/evaluation/query_expansion.py; dirtorch/test_dir.py; figitaki/deep-retrieval test.py; PyRetri query_expansion.py
 */
export async function expandQueries(
  vectors: RankedVectors,
  { form, k, alpha, times }: Omit<ExpandQueriesStep, "kind">,
  { findNeighbors, report }: MixTools,
): Promise<RankedVectors> {
  const { queries, gallery } = vectors;
  checkVectorStep("expand-queries", { k, alpha, times }, { "the queries": queries, "the gallery": gallery });
  let current = vectors;
  for (let round = 0; round < times; round++) {
    const tools: MixTools = {
      findNeighbors: form === "pyretri" ? nearestByDistance(findNeighbors) : findNeighbors,
      report: (done, total) => report?.(round * total + done, times * total),
    };
    current =
      form === "fast-reid"
        ? await expandPool(current, k, alpha, tools)
        : { ...current, queries: await expandAlone(current, k, rules[form](alpha), tools) };
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
  { findNeighbors, report }: MixTools,
): Promise<Matrix> {
  const neighbors = await othersNearby(findNeighbors, queries, gallery, { count: k, ownRows });
  return mixNeighbors(queries, { source: gallery, neighbors }, rule, report);
}

async function expandPool(
  { queries, gallery, ownRows }: RankedVectors,
  k: number,
  alpha: number,
  { findNeighbors, report }: MixTools,
): Promise<RankedVectors> {
  // A picture that is a query and in the gallery stands once in the pool.
  const alone = Array.from({ length: queries.rows }, (_, query) => query).filter(
    (query) => !(ownRows !== null && ownRows[query]! >= 0),
  );
  const pool = stackRows(gallery, pickRows(queries, alone));
  const units = normalizedRows(pool);
  const rule: MixRule = {
    ownWeight: 0,
    weightOf: similarityWeight(alpha),
    divisor: "count",
    isNormalized: false,
  };
  const neighbors = await findNeighbors(units, units, k);
  const mixed = await mixNeighbors(pool, { source: pool, neighbors }, rule, report);
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
