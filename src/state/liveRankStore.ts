import { createStore } from "zustand/vanilla";

import { averagePrecisionOfRanks } from "../core/metrics/averagePrecision";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import { LatestTask } from "./latestTask";
import { rankStore, recipeFault } from "./rankStore";
import { rerankFirst } from "./rerankFirst";
import { ownRowOf, searchStore, type SearchResult } from "./searchStore";
import { findItem, type Gallery, studioStore } from "./studioStore";
import { idle, type Task } from "./task";

/** One query's hits before and after the steps. */
export interface LiveRank {
  readonly result: SearchResult;
  readonly recipe: RankRecipe;
  /** Gallery rows, best first, as the search found them; without the query's own. */
  readonly before: Uint32Array;
  /** The same rows, less those below a threshold, in their new order. */
  readonly after: Uint32Array;
  /** In the new order. */
  readonly scores: Float32Array;
  readonly milliseconds: number;
  readonly notes: readonly string[];
  /** Null where the query's identity is not known, or nothing of it is in the gallery. */
  readonly precision: { readonly before: number; readonly after: number; readonly relevant: number } | null;
  /** The query's identity; null where it is not known. */
  readonly identity: string | null;
}

export interface LiveRankState {
  readonly task: Task<null>;
  /** The last ranking that was computed. It stays while the next one is computed, or fails. */
  readonly live: LiveRank | null;
}

export const liveRankStore = createStore<LiveRankState>(() => ({ task: idle, live: null }));

const latest = new LatestTask();

/** Ranks anew whenever the ranking or the recipe changes, as long as the lab is open. Returns what ends it. */
export function followRanking(): () => void {
  void rerank();
  const endings = [
    searchStore.subscribe(({ result }, before) => {
      if (result !== before.result) void rerank();
    }),
    rankStore.subscribe(({ recipe }, before) => {
      if (recipe !== before.recipe) void rerank();
    }),
  ];
  return () => {
    latest.cancel();
    endings.forEach((end) => end());
  };
}

async function rerank(): Promise<void> {
  const { result } = searchStore.getState();
  const { gallery, search } = studioStore.getState();
  const { recipe } = rankStore.getState();
  if (result === null || gallery === null || search === null) {
    latest.cancel();
    liveRankStore.setState({ task: idle, live: null });
    return;
  }
  if (recipeFault(rankStore.getState()) !== null) return;
  await latest.run(
    async (signal) => {
      liveRankStore.setState({ task: { phase: "running", done: 0, total: 1 } });
      const own = ownRowOf(result.query, gallery);
      const hits = { index: search, vectors: result.vectors, rows: result.found.rows, ownRow: own };
      const ranked = await rerankFirst(signal, hits, recipe.steps);
      const before = ranked.rows.filter((row) => row !== own);
      const after = ranked.order.map((place) => ranked.rows[place] ?? 0);
      const { scores, milliseconds, notes } = ranked;
      const judged = judge({ result, gallery, own }, before, after);
      const live = { result, recipe, before, after, scores, milliseconds, notes, ...judged };
      liveRankStore.setState({ task: { phase: "done", value: null }, live });
    },
    (error) => liveRankStore.setState({ task: { phase: "failed", error } }),
  );
}

interface Judged {
  readonly result: SearchResult;
  readonly gallery: Gallery;
  readonly own: number;
}

/** Judges both orders over the whole gallery: what was not ranked anew stands behind, as it was. */
function judge(
  { result, gallery, own }: Judged,
  before: Uint32Array,
  after: Uint32Array,
): Pick<LiveRank, "precision" | "identity"> {
  const source = result.query.views[0]?.source;
  const item = source?.kind === "item" ? findItem(gallery, source.itemId) : undefined;
  const identity = item?.identity ?? null;
  if (identity === null || identity === "") return { precision: null, identity: null };
  const { codes, values } = gallery.items.column("identity");
  const code = values.indexOf(identity);
  const isRelevant = (row: number): boolean => codes[row] === code && row !== own;
  const rest = result.found.rows.subarray(before.length + (own < 0 ? 0 : 1));
  const relevant = codes.reduce((count, _, row) => count + (isRelevant(row) ? 1 : 0), 0);
  if (relevant === 0) return { precision: null, identity };
  const precisionOf = (first: Uint32Array): number => {
    const ranks: number[] = [];
    first.forEach((row, rank) => isRelevant(row) && ranks.push(rank));
    if (first.length === before.length) rest.forEach((row, at) => isRelevant(row) && ranks.push(first.length + at));
    return averagePrecisionOfRanks(Uint32Array.from(ranks), relevant);
  };
  return { precision: { before: precisionOf(before), after: precisionOf(after), relevant }, identity };
}
