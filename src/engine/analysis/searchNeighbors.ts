import type { CancelSignal } from "../../core/cancelSignal";
import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import type { Matrix } from "../../core/numeric/matrix";
import type { FindNeighbors } from "../../core/ranking/neighbors";
import { ExactSearch, type Pause } from "../../core/search/exactSearch";
import type { SearchIndex } from "../../core/search/searchIndex";
import type { KernelModules } from "../wasm/kernelModule";
import { WasmSearch } from "../wasm/wasmSearch";

/** Fewer rows than this are scanned sooner than they are coded. */
const leastCodedRows = 256;
/** Queries of one call of the index: their codes share its memory. */
const queriesAtOnce = 64;

/**
 * Exact neighbors by the studio's own search: a scan of codes, then exact scores of the few rows that are left.
 *
 * Rows that were searched before keep their codes for as long as their matrix is in use.
 *
 * @param modules null where this engine has no WASM SIMD; all rows are then scored one by one
 */
export function searchNeighbors(modules: KernelModules | null, pause: Pause, signal: CancelSignal): FindNeighbors {
  const indices = new WeakMap<Matrix, SearchIndex>();
  const indexOf = (rows: Matrix): SearchIndex => {
    let index = indices.get(rows);
    if (index === undefined) {
      const table = new EmbeddingTable(rows.rows, rows.columns, rows.values);
      const isCoded = modules !== null && rows.rows >= leastCodedRows;
      index = isCoded ? WasmSearch.open(modules, table, pause) : new ExactSearch(table, pause);
      indices.set(rows, index);
    }
    return index;
  };
  return async (queries, rows, count) => {
    const kept = Math.min(count, rows.rows);
    const found = {
      queries: queries.rows,
      count: kept,
      rows: new Uint32Array(queries.rows * kept),
      scores: new Float32Array(queries.rows * kept),
    };
    if (kept === 0) return found;
    const index = indexOf(rows);
    for (let from = 0; from < queries.rows; from += queriesAtOnce) {
      const to = Math.min(queries.rows, from + queriesAtOnce);
      const block = queries.values.subarray(from * queries.columns, to * queries.columns);
      const rankings = await index.search(block, kept, signal);
      rankings.forEach((ranking, at) => {
        found.rows.set(ranking.rows, (from + at) * kept);
        found.scores.set(ranking.scores, (from + at) * kept);
      });
    }
    return found;
  };
}
