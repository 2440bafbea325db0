import type { EmbeddedExport } from "../../../e2e/harness/drawingsTrial";
import type { Item } from "../../../src/core/dataset/item";
import { packItems } from "../../../src/core/dataset/packedItems";
import { parseItemTable } from "../../../src/core/dataset/itemTable";
import { EmbeddingTable, readNpy } from "../../../src/core/embedding/embeddingTable";
import { estimateMetrics } from "../../../src/core/metrics/estimateMetrics";
import { type EvaluationPlan, planEvaluation, queriesInBlock } from "../../../src/core/metrics/evaluationPlan";
import { type JudgedQueries, packJudged } from "../../../src/core/metrics/judgedQueries";
import { judgeScores } from "../../../src/core/metrics/judgeScores";
import type { MetricEstimate } from "../../../src/core/metrics/metric";
import { dot } from "../../../src/core/numeric/vectors";
import { ExactSearch } from "../../../src/core/search/exactSearch";

/** Items and their vectors, in one order. */
export interface ComparedTable {
  readonly items: readonly Item[];
  readonly table: EmbeddingTable;
}

/** How far two embeddings of the same items agree, and what each is worth. */
export interface TableComparison {
  /** Of an item's two vectors, over all items. */
  readonly smallestCosine: number;
  readonly metrics: readonly [readonly MetricEstimate[], readonly MetricEstimate[]];
  readonly queries: number;
  readonly gallery: number;
  /** Queries whose first gallery item is the same. */
  readonly equalFirstHits: number;
  /** Queries whose whole ranking is the same. */
  readonly equalRankings: number;
  /** Pairs of gallery items that a query's two rankings order differently, over all queries. */
  readonly swappedPairs: number;
  /** The largest distance in score of such a pair, in either ranking; 0 where there is none. */
  readonly largestGap: number;
}

type JudgedOne = ReturnType<typeof judgeScores>;

/** A query's complete ranking of the gallery, without itself. */
interface RankedQuery {
  readonly judged: JudgedOne;
  readonly rows: Uint32Array;
  /** By candidate. */
  readonly scores: Float32Array;
}

const never = new AbortController().signal;

/** Opens what a page exported. */
export function readExport({ items, vectors }: EmbeddedExport): ComparedTable {
  return { items: parseItemTable(items, "items.csv"), table: readNpy(new Uint8Array(Buffer.from(vectors, "base64"))) };
}

/** Ranks every query of a data set by two tables, by exact search, and compares the complete rankings. */
export async function compareTables(first: ComparedTable, second: ComparedTable): Promise<TableComparison> {
  const different = first.items.findIndex(({ itemId }, row) => itemId !== second.items[row]?.itemId);
  if (different >= 0 || first.items.length !== second.items.length) {
    const paths = [first, second].map(({ items }) => items[different]?.itemId ?? "none");
    throw new Error(
      `expected two tables of the same items; found ${first.items.length} and ${second.items.length}, ${paths.join(" beside ")}`,
    );
  }
  const plan = planEvaluation(packItems(first.items));
  const [ours, theirs] = [await rankQueries(first.table, plan), await rankQueries(second.table, plan)];
  const pairs = ours.map((ranked, query) => [ranked, theirs[query] ?? ranked] as const);
  const swaps = pairs.map(([one, other]) => findSwaps(one, other));
  return {
    smallestCosine: smallestCosine(first.table, second.table),
    metrics: [await estimate(ours), await estimate(theirs)],
    queries: plan.queries.length,
    gallery: plan.galleryCount,
    equalFirstHits: pairs.filter(([one, other]) => one.judged.best[0] === other.judged.best[0]).length,
    equalRankings: swaps.filter(({ count }) => count === 0).length,
    swappedPairs: swaps.reduce((sum, { count }) => sum + count, 0),
    largestGap: swaps.reduce((most, { gap }) => Math.max(most, gap), 0),
  };
}

async function rankQueries(table: EmbeddingTable, plan: EvaluationPlan): Promise<RankedQuery[]> {
  const { rows, queries, isGallery } = plan;
  const candidates = new EmbeddingTable(rows.length, table.dimension, vectorsOf(table, rows));
  const search = new ExactSearch(candidates);
  const ranked: RankedQuery[] = [];
  while (ranked.length < queries.length) {
    const block = queries.slice(ranked.length, ranked.length + queriesInBlock(rows.length));
    const rankings = await search.search(vectorsOf(candidates, block), rows.length, never);
    rankings.forEach((ranking, i) => {
      const own = block[i] ?? -1;
      const scores = new Float32Array(rows.length);
      ranking.rows.forEach((row, rank) => (scores[row] = ranking.scores[rank] ?? NaN));
      const others = ranking.rows.filter((row) => row !== own && isGallery[row] === 1);
      ranked.push({ judged: judge(scores, own, plan), rows: others, scores });
    });
  }
  return ranked;
}

/** Judges a query by identity; rows outside the gallery take no rank. */
function judge(scores: Float32Array, own: number, { identities, isGallery }: EvaluationPlan): JudgedOne {
  const identity = identities[own] ?? -1;
  const rows = Uint32Array.from(scores.keys());
  const judgement = {
    identity,
    relevant: rows.filter((row) => row !== own && isGallery[row] === 1 && identities[row] === identity),
    ignored: rows.filter((row) => row === own || isGallery[row] !== 1),
    minScore: -Infinity,
  };
  return judgeScores(scores.slice(), judgement, 1);
}

function estimate(ranked: readonly RankedQuery[]): Promise<MetricEstimate[]> {
  const queries: JudgedQueries = packJudged(ranked.map(({ judged }) => judged));
  return estimateMetrics(queries, { resamples: 0, seed: 0, pause: () => Promise.resolve() });
}

/** Compares every pair: rankings that nearly agree have few swaps, but which they are is not known before. */
function findSwaps(one: RankedQuery, other: RankedQuery): { readonly count: number; readonly gap: number } {
  const rankOf = new Uint32Array(one.scores.length);
  other.rows.forEach((row, rank) => (rankOf[row] = rank));
  let count = 0;
  let gap = 0;
  for (const [rank, better] of one.rows.entries()) {
    for (const worse of one.rows.subarray(rank + 1)) {
      if (at(rankOf, better) < at(rankOf, worse)) continue;
      count++;
      const distance = at(one.scores, better) - at(one.scores, worse);
      gap = Math.max(gap, distance, at(other.scores, worse) - at(other.scores, better));
    }
  }
  return { count, gap };
}

function at(numbers: Uint32Array | Float32Array, row: number): number {
  return numbers[row] ?? NaN;
}

function smallestCosine(first: EmbeddingTable, second: EmbeddingTable): number {
  const all = Uint32Array.from({ length: first.rows }, (_, row) => row);
  const [ours, theirs] = [vectorsOf(first, all), vectorsOf(second, all)];
  const vector = (vectors: Float32Array, row: number) =>
    vectors.subarray(row * first.dimension, (row + 1) * first.dimension);
  return all.reduce((least, row) => {
    const [a, b] = [vector(ours, row), vector(theirs, row)];
    return Math.min(least, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
  }, 1);
}

function vectorsOf(table: EmbeddingTable, rows: Uint32Array): Float32Array<ArrayBuffer> {
  const vectors = new Float32Array(rows.length * table.dimension);
  table.read(rows, vectors);
  return vectors;
}
