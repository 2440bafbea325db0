import { solveByConjugateGradient } from "../numeric/conjugateGradient";
import { type Matrix, rowsBetween } from "../numeric/matrix";
import { affinityOf, checkDiffusionOptions, type DiffusionOptions, mutualNeighborGraph } from "./diffusionGraph";
import type { FindExtremes } from "./extremes";
import { innerProductScorer } from "./innerProductScorer";
import type { FindNeighbors, Neighbors } from "./neighbors";
import type { Scorer } from "./scorer";
import type { SparseRows } from "./sparseRows";

/** What diffusion ranks by. */
export interface DiffusionInput {
  /** Affinities of the gallery, [G, G]; see `mutualNeighborGraph`. */
  readonly graph: SparseRows;
  /** Of each query in the gallery. Diffusion is truncated to them: only they and edges between them take part. */
  readonly nearest: Neighbors;
  /** Inner products of queries and gallery. They rank the rows that diffusion does not reach, below all that it does. */
  readonly scorer: Scorer;
}

/** By what vectors are diffused. */
export interface DiffusionTools {
  readonly findNeighbors: FindNeighbors;
  /** Neighbors of a set within itself, where that is faster than a search for each row. */
  readonly findExtremes?: FindExtremes;
  /** Inner products of queries and gallery; computed one by one if absent. */
  readonly scorer?: Scorer;
  /** How many of its nearest rows a query's diffusion is cut to; 1,000 if absent. */
  readonly truncation?: number;
  /** Told after each block of rows; what it throws ends the work. */
  readonly report?: (done: number, total: number) => Promise<void> | void;
}

const STANDARD_TRUNCATION = 1000;
/** Rows whose neighbors are searched between two reports. */
const BLOCK_ROWS = 2048;

const limits = { iterations: 200, tolerance: 1e-6 };

/**
 * Re-ranks by diffusion: the solution f of (I - alpha S) f = y, where S is the graph's affinities made symmetric stochastic,
 * D^-1/2 A D^-1/2, and y the affinities of the query to its nearest rows.
 *
 * Reached rows score f, which is above 0; others their inner product less the largest one among them, which is 0 or less.
 *
 * @throws StudioError RecipeFormatError for options that mean nothing
 * @see Iscen et al., Efficient Diffusion on Region Manifolds, CVPR 2017, arXiv 1611.05113, sections 3 and 4
 */
export function rerankByDiffusion({ graph, nearest, scorer }: DiffusionInput, options: DiffusionOptions): Scorer {
  checkDiffusionOptions(options);
  const { count } = nearest;
  const cut = new CutGraph(graph);
  return {
    queries: scorer.queries,
    rows: scorer.rows,
    score: async (from, to, into) => {
      await scorer.score(from, to, into);
      for (let query = from; query < to; query++) {
        const nodes = nearest.rows.subarray(query * count, (query + 1) * count);
        const start = startOf(nearest.scores.subarray(query * count, (query + 1) * count), options);
        const reached = cut.diffuse(nodes, start, options.alpha);
        placeAbove(into.subarray((query - from) * scorer.rows, (query - from + 1) * scorer.rows), nodes, reached);
      }
    },
  };
}

/**
 * Re-ranks a gallery by vectors. One query and its first hits alone make a set too, where neighbors that are not among the
 * hits are missed.
 *
 * @param queries [Q, D] unit rows
 * @param gallery [G, D] unit rows
 * @throws StudioError RecipeFormatError for options that mean nothing
 */
export async function rerankVectorsByDiffusion(
  queries: Matrix,
  gallery: Matrix,
  options: DiffusionOptions,
  tools: DiffusionTools,
): Promise<Scorer> {
  checkDiffusionOptions(options);
  const within =
    tools.findExtremes === undefined
      ? await findInBlocks(gallery, gallery, options.k + 1, tools)
      : (await tools.findExtremes(gallery, options.k + 1)).neighbors;
  const nearest = await findInBlocks(queries, gallery, tools.truncation ?? STANDARD_TRUNCATION, tools);
  const scorer = tools.scorer ?? innerProductScorer(queries, gallery);
  return rerankByDiffusion({ graph: mutualNeighborGraph(within, options), nearest, scorer }, options);
}

async function findInBlocks(queries: Matrix, rows: Matrix, count: number, tools: DiffusionTools): Promise<Neighbors> {
  const kept = Math.min(count, rows.rows);
  const found = {
    queries: queries.rows,
    count: kept,
    rows: new Uint32Array(queries.rows * kept),
    scores: new Float32Array(queries.rows * kept),
  };
  for (let from = 0; from < queries.rows; from += BLOCK_ROWS) {
    const to = Math.min(queries.rows, from + BLOCK_ROWS);
    const block = await tools.findNeighbors(rowsBetween(queries, from, to), rows, kept);
    found.rows.set(block.rows, from * kept);
    found.scores.set(block.scores, from * kept);
    await tools.report?.(to, queries.rows);
  }
  return found;
}

/** y: the affinities of the first few. */
function startOf(scores: Float32Array, { gamma, queryNeighbors = 10 }: DiffusionOptions): Float64Array {
  const start = new Float64Array(scores.length);
  for (let i = 0; i < Math.min(queryNeighbors, scores.length); i++) start[i] = affinityOf(scores[i]!, gamma);
  return start;
}

/** Writes what was reached, and lowers every other score to 0 or below. */
function placeAbove(scores: Float32Array, nodes: Uint32Array, reached: Float64Array): void {
  for (let i = 0; i < nodes.length; i++) if (Math.fround(reached[i]!) > 0) scores[nodes[i]!] = -Infinity;
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  for (let row = 0; row < scores.length; row++) scores[row]! -= largest;
  for (let i = 0; i < nodes.length; i++) {
    const value = Math.fround(reached[i]!);
    if (value > 0) scores[nodes[i]!] = value;
  }
}

/** Parts of a graph, one after the other, without allocating by the size of the whole. */
class CutGraph {
  /** Each row's place among the nodes, -1 if it is none. */
  private readonly places: Int32Array;
  private columns = new Uint32Array(1024);
  private values = new Float64Array(1024);
  private starts = new Uint32Array(0);

  constructor(private readonly graph: SparseRows) {
    this.places = new Int32Array(graph.starts.length - 1).fill(-1);
  }

  /** f at each node. */
  diffuse(nodes: Uint32Array, start: Float64Array, alpha: number): Float64Array {
    this.cut(nodes);
    const { starts, columns, values } = this;
    const multiply = (vector: Float64Array, into: Float64Array): void => {
      for (let node = 0; node < nodes.length; node++) {
        let sum = 0;
        for (let at = starts[node]!; at < starts[node + 1]!; at++) sum += values[at]! * vector[columns[at]!]!;
        into[node] = vector[node]! - alpha * sum;
      }
    };
    return solveByConjugateGradient(multiply, start, limits);
  }

  /** Keeps the edges between nodes, scaled to D^-1/2 A D^-1/2 by the degrees that are left. */
  private cut(nodes: Uint32Array): void {
    const { graph, places } = this;
    for (let node = 0; node < nodes.length; node++) places[nodes[node]!] = node;
    const degrees = new Float64Array(nodes.length);
    this.starts = new Uint32Array(nodes.length + 1);
    let count = 0;
    for (let node = 0; node < nodes.length; node++) {
      const end = graph.starts[nodes[node]! + 1]!;
      for (let at = graph.starts[nodes[node]!]!; at < end; at++) {
        const place = places[graph.columns[at]!]!;
        if (place < 0) continue;
        if (count === this.columns.length) this.grow();
        this.columns[count] = place;
        this.values[count++] = graph.values[at]!;
        degrees[node]! += graph.values[at]!;
      }
      this.starts[node + 1] = count;
    }
    for (const row of nodes) places[row] = -1;
    for (let node = 0; node < nodes.length; node++) {
      for (let at = this.starts[node]!; at < this.starts[node + 1]!; at++) {
        this.values[at]! /= Math.sqrt(degrees[node]! * degrees[this.columns[at]!]!);
      }
    }
  }

  private grow(): void {
    const columns = new Uint32Array(this.columns.length * 2);
    const values = new Float64Array(columns.length);
    columns.set(this.columns);
    values.set(this.values);
    this.columns = columns;
    this.values = values;
  }
}
