import { StudioError } from "../../src/core/errors";
import { seededRandom } from "../../src/core/numeric/random";
import type { Ranking } from "../../src/core/ranking/ranking";
import type { StoreRegistry } from "./storeRegistry";

const seed = 7;

export interface RecallMeasure {
  readonly queries: number;
  readonly topK: number;
  readonly signal: AbortSignal;
  readonly report: (done: number) => void;
}

/**
 * Recall of a store's index against exact search, and the median times of both, kept in the store's record.
 *
 * Queries are stored rows drawn with seed 7; each one's own row, which any search finds, is left out of what is counted.
 *
 * @throws AbortError when the signal asks; nothing is kept then
 */
export async function measureRecall(registry: StoreRegistry, id: string, measure: RecallMeasure): Promise<void> {
  const { rows, name } = await registry.read(id);
  if (rows < 2) {
    throw new StudioError("VectorStoreError", `expected rows to search for; "${name}" has ${rows}`, "Fill it first.");
  }
  const random = seededRandom(seed);
  const times: { ours: number[]; exact: number[] } = { ours: [], exact: [] };
  let recall = 0;
  for (let done = 0; done < measure.queries; done++) {
    measure.report(done);
    const row = random.integer(rows);
    const query = await registry.readVectors(id, Uint32Array.of(row));
    const ask = async (isExact: boolean, ms: number[]): Promise<Ranking> => {
      const startedAt = performance.now();
      const [ranking] = await registry.search(id, query, { topK: measure.topK + 1, isExact, signal: measure.signal });
      ms.push(performance.now() - startedAt);
      return without(row, ranking ?? nothing);
    };
    recall += recallOf(await ask(false, times.ours), await ask(true, times.exact), measure.topK);
  }
  const { queries, topK } = measure;
  const [medianMs, exactMedianMs] = [median(times.ours), median(times.exact)];
  await registry.keepRecall(id, { topK, queries, value: recall / queries, medianMs, exactMedianMs });
}

/**
 * Share of the best rows that were found, in [0, 1]. A row with the score of the last one counts whichever of its equals
 * it is.
 *
 * @param truth the exact ranking; its first topK rows count
 */
export function recallOf(found: Ranking, truth: Ranking, topK: number): number {
  const wanted = Math.min(topK, truth.rows.length);
  if (wanted === 0) return 1;
  const last = truth.scores[wanted - 1] ?? 0;
  return Math.min(wanted, found.scores.filter((score) => score >= last).length) / wanted;
}

const nothing: Ranking = { rows: new Uint32Array(0), scores: new Float32Array(0) };

function without(row: number, { rows, scores }: Ranking): Ranking {
  const isKept = (_: number, rank: number): boolean => rows[rank] !== row;
  return { rows: rows.filter(isKept), scores: scores.filter(isKept) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
