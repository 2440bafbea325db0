import type { CandidateList } from "../../core/search/candidateList";
import type { CoarseQuery, QuantizedQuery } from "../../core/search/quantizedBound";
import type { CodedRows } from "./codedRows";

/** A query of a batch under way; its codes lie in the kernels' memory. */
export interface RunningQuery {
  readonly query: Float32Array;
  readonly fine: QuantizedQuery;
  readonly coarse: CoarseQuery;
  readonly list: CandidateList;
}

/**
 * Scans one block of rows for all queries and adds what could be in a top K to their lists.
 *
 * @param first the block's first row, a multiple of four
 * @param rows at most BLOCK_ROWS
 */
export function scanBlock(coded: CodedRows, batch: readonly RunningQuery[], first: number, rows: number): void {
  const { layout, memory } = coded;
  const errors = new Float32Array(memory.buffer, layout.errors + first * 4, rows);
  multiply(coded, batch.length, first, rows);
  for (const [place, query] of batch.entries()) {
    const count = choose(coded, query, place, { first, rows });
    const chosen = new Uint32Array(memory.buffer, layout.chosen, count);
    const estimates = new Float32Array(memory.buffer, layout.estimates, count);
    for (let i = 0; i < count; i++) query.list.add(first + chosen[i]!, estimates[i]!, errors[chosen[i]!]!);
  }
}

/** Integer products of a block and all queries, coarse ones where the engine has relaxed SIMD. */
function multiply({ layout, kernels, relaxed }: CodedRows, queries: number, first: number, rows: number): void {
  const { width, codeSums, coarseQueries, dots } = layout;
  const codes = layout.codes + first * width;
  const grouped = groupedRows(rows);
  if (relaxed === null) kernels.scanRows(codes, grouped, width, layout.queries, queries, dots);
  else relaxed.scanRowsCoarsely(codes, codeSums + first * 4, grouped, width, coarseQueries, queries, dots);
}

/** Leaves a query's rows that could reach its threshold in `chosen`, with full estimates; returns how many. */
function choose(
  { layout, kernels, relaxed, largestNorm }: CodedRows,
  { fine, coarse, list }: RunningQuery,
  place: number,
  block: { readonly first: number; readonly rows: number },
): number {
  const { width, chosen, estimates, queries } = layout;
  const dots = layout.dots + place * groupedRows(block.rows) * 4;
  const scales = layout.scales + block.first * 4;
  const errors = layout.errors + block.first * 4;
  if (relaxed === null) {
    const threshold = roundDown(list.threshold);
    return kernels.selectRows(dots, block.rows, scales, errors, fine.factor, threshold, chosen, estimates);
  }
  const threshold = roundDown(list.threshold - coarse.error * largestNorm);
  const count = kernels.selectRows(dots, block.rows, scales, errors, coarse.factor, threshold, chosen, estimates);
  const codes = layout.codes + block.first * width;
  kernels.refineRows(codes, width, queries + place * width * 2, scales, fine.factor, chosen, count, estimates);
  return count;
}

function groupedRows(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}

/** A float32 number that is not above `value`. */
function roundDown(value: number): number {
  return Math.fround(value - Math.abs(value) * 2 ** -23);
}
