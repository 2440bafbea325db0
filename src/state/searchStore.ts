import { createStore } from "zustand/vanilla";

import type { GallerySearch } from "../bridges/searchBridge";
import type { EmbeddedPicture, EmbedTimes, OpenedCheckpoint, OpenedPicture } from "../contracts/embedService";
import { StudioError } from "../core/errors";
import { type FusedRanking, fuseRankings } from "../core/ranking/fusion";
import type { Ranking } from "../core/ranking/ranking";
import { moveQuery } from "../core/ranking/relevanceFeedback";
import { intentStore } from "./intentStore";
import { LatestTask } from "./latestTask";
import { forgetItemPictures, nameOf, openView } from "./pictureStore";
import { viewsNote } from "../core/ranking/rankRecipe";
import { rankUnion } from "./rankUnion";
import { rerankFirst } from "./rerankFirst";
import { isSameQuery, pictureKey, type QueryIntent, type QueryView } from "./searchIntent";
import { searchRankStore } from "./searchRankStore";
import { services } from "./services";
import { type Gallery, openViews, studioStore } from "./studioStore";
import { idle, type Task } from "./task";

/** Milliseconds of the last search, by stage. A stage whose result was kept from before took none. */
export interface SearchTimes extends EmbedTimes {
  readonly searchMs: number;
  readonly totalMs: number;
}

export interface SearchResult {
  /** Counts the searches of this visit: the first part of a ranking and the whole have the same. */
  readonly searchId: number;
  readonly query: QueryIntent;
  /** Gallery rows, best first, each with the query's view that it matched best. Once `isComplete` all rows, or as many as the gallery ranks at most. */
  readonly ranking: FusedRanking;
  /** As the vectors rank them, before any recipe. */
  readonly found: FusedRanking;
  /** How the first hits were ranked anew; null for the plain ranking. What stands behind them is left out. */
  readonly reranked: {
    readonly title: string;
    readonly hits: number;
    readonly milliseconds: number;
    readonly notes: readonly string[];
  } | null;
  readonly isComplete: boolean;
  /** [Q, D] what was searched with: the views' vectors, moved by the marks. */
  readonly vectors: Float32Array;
  readonly times: SearchTimes;
}

export interface SearchState {
  readonly task: Task<null>;
  /** The last ranking that was found. It stays while the next one is computed, or fails. */
  readonly result: SearchResult | null;
}

export const searchStore = createStore<SearchState>(() => ({ task: idle, result: null }));

const latest = new LatestTask();
let searches = 0;

/** In a gallery of more rows than this the best rows are shown while the rest is being ranked. */
const bigGallery = 20_000;
const firstRows = 1_000;

/** Searches whenever the query or what is open changes. Returns what ends it. */
export function followQuery(): () => void {
  const endings = [
    intentStore.subscribe(({ query }, before) => {
      if (query !== before.query && !isSameQuery(query, before.query)) void search();
    }),
    searchRankStore.subscribe(() => void search()),
    studioStore.subscribe((studio, before) => {
      // Rows of one gallery mean nothing in another.
      if (studio.gallery?.opened.dataset !== before.gallery?.opened.dataset) forgetGallery();
      const isOpenNow = studio.opening.phase === "done" && before.opening.phase !== "done";
      const isOther = studio.search !== before.search || studio.checkpoint !== before.checkpoint;
      // Without a checkpoint the end of the opening is all that tells that there is none to wait for.
      if (isOther || (isOpenNow && studio.checkpoint === null)) void search();
    }),
  ];
  return () => endings.forEach((end) => end());
}

/** Searches with the query as it stands, or waits for what is being opened; an empty query clears the ranking. */
export async function search(): Promise<void> {
  const { query } = intentStore.getState();
  const { gallery, search: index, checkpoint, opening } = studioStore.getState();
  if (query.views.length === 0) {
    clearRanking();
    return;
  }
  const isOpen = checkpoint !== null || opening.phase === "done";
  if (gallery === null || index === null || !isOpen) {
    cancelSearch();
    return;
  }
  await latest.run(
    async (signal) => {
      const startedAt = performance.now();
      const searchId = ++searches;
      const total = query.views.length + 1;
      const embedded: EmbeddedView[] = [];
      for (const view of query.views) {
        searchStore.setState({ task: { phase: "running", done: embedded.length, total } });
        embedded.push(await vectorOfView(signal, view, { gallery, index, checkpoint }));
        signal.throwIfAborted();
      }
      searchStore.setState({ task: { phase: "running", done: query.views.length, total } });
      await rankAll(signal, { searchId, query, embedded, gallery, index, startedAt });
      searchStore.setState({ task: { phase: "done", value: null } });
    },
    (error) => searchStore.setState({ task: { phase: "failed", error } }),
  );
}

function forgetGallery(): void {
  clearRanking();
  keptEmbeddings.clear();
  forgetItemPictures();
}

function clearRanking(): void {
  latest.cancel();
  searchStore.setState({ task: idle, result: null });
}

/** Ends the running search; the ranking before it stays. */
export function cancelSearch(): void {
  latest.cancel();
  searchStore.setState({ task: idle });
}

interface EmbeddedView {
  readonly vector: Float32Array<ArrayBuffer>;
  readonly times: EmbedTimes;
}

interface RankingJob {
  readonly searchId: number;
  readonly query: QueryIntent;
  readonly embedded: readonly EmbeddedView[];
  readonly gallery: Gallery;
  readonly index: GallerySearch;
  readonly startedAt: number;
}

async function rankAll(signal: AbortSignal, job: RankingJob): Promise<void> {
  const { searchId, query, embedded, index, startedAt } = job;
  const searchedAt = performance.now();
  const queries = await steeredQueries(signal, job);
  const show = (rankings: readonly Ranking[], isComplete: boolean, rowOf: Uint32Array | null = null) => {
    const fused = fuseViews(query, rankings);
    const ranking = rowOf === null ? fused : { ...fused, rows: fused.rows.map((row) => rowOf[row] ?? 0) };
    const now = performance.now();
    const times = { ...sumTimes(embedded), searchMs: now - searchedAt, totalMs: now - startedAt };
    const result = { searchId, query, ranking, found: ranking, reranked: null, isComplete, vectors: queries, times };
    searchStore.setState({ result });
    return result;
  };
  const { rows, backend } = index.opened;
  const longest = Math.min(rows, backend.longestRanking ?? rows);
  if (longest < rows && embedded.length > 1) {
    const union = await rankUnion(signal, index, queries, longest);
    signal.throwIfAborted();
    await rankAnew(signal, show(union.rankings, true, union.rows), job);
    return;
  }
  // Fusion needs every view's score of a row, so only a single view has a first part worth showing.
  if (longest > bigGallery && embedded.length === 1) {
    const first = await index.search(signal, queries, firstRows);
    signal.throwIfAborted();
    show(first, false);
  }
  const all = await index.search(signal, queries, longest);
  signal.throwIfAborted();
  await rankAnew(signal, show(all, true), job);
}

/** Ranks the first hits by the recipe that the search was given. */
async function rankAnew(signal: AbortSignal, result: SearchResult, { index, gallery }: RankingJob): Promise<void> {
  const { recipe } = searchRankStore.getState();
  if (recipe === null) return;
  const { found, vectors } = result;
  const ownRow = ownRowOf(result.query, gallery);
  const anew = await rerankFirst(signal, { index, vectors, rows: found.rows, ownRow }, recipe.steps);
  const places = anew.order;
  const ranking = {
    rows: places.map((place) => anew.rows[place] ?? 0),
    scores: anew.scores,
    views: Uint8Array.from(places, (place) => found.views[place] ?? 0),
  };
  const { milliseconds } = anew;
  const notes = [
    ...anew.notes,
    ...[viewsNote(recipe, [openViews(studioStore.getState())])].filter((note) => note !== null),
  ];
  const reranked = {
    title: recipe.title === "" ? recipe.name : recipe.title,
    hits: places.length,
    milliseconds,
    notes,
  };
  searchStore.setState({ result: { ...result, ranking, reranked } });
}

/** The gallery row that the query is itself; -1 for a dropped picture or several views. */
export function ownRowOf({ views }: QueryIntent, gallery: Gallery): number {
  const [view, ...others] = views;
  return view?.source.kind === "item" && others.length === 0 ? gallery.items.rowOf(view.source.itemId) : -1;
}

function fuseViews({ views, fusion }: QueryIntent, rankings: readonly Ranking[]): FusedRanking {
  const [only] = rankings;
  if (rankings.length === 1 && only !== undefined) return { ...only, views: new Uint8Array(only.rows.length) };
  const weighted = rankings.map((ranking, at) => ({ ranking, weight: views[at]?.weight ?? 0 }));
  return fuseRankings(weighted, fusion);
}

/** The views' vectors [Q, D], each moved by the liked and disliked items. */
async function steeredQueries(
  signal: AbortSignal,
  { query, embedded, gallery, index }: RankingJob,
): Promise<Float32Array> {
  if (query.liked.length + query.disliked.length === 0) return joined(embedded.map(({ vector }) => vector));
  const rowsOf = (itemIds: QueryIntent["liked"]) =>
    Uint32Array.from(itemIds.map((itemId) => gallery.items.rowOf(itemId)).filter((row) => row >= 0));
  const marked = {
    liked: await index.readVectors(signal, rowsOf(query.liked)),
    disliked: await index.readVectors(signal, rowsOf(query.disliked)),
  };
  return joined(embedded.map(({ vector }) => moveQuery(vector, marked)));
}

function joined(vectors: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const dimension = vectors[0]?.length ?? 0;
  const all = new Float32Array(vectors.length * dimension);
  vectors.forEach((vector, position) => all.set(vector, position * dimension));
  return all;
}

interface Opened {
  readonly gallery: Gallery;
  readonly index: GallerySearch;
  readonly checkpoint: OpenedCheckpoint | null;
}

async function vectorOfView(signal: AbortSignal, view: QueryView, opened: Opened): Promise<EmbeddedView> {
  const { gallery, index, checkpoint } = opened;
  if (checkpoint !== null) return embedView(signal, view, checkpoint.manifest.id + checkpoint.backend.name);
  const row = view.source.kind === "item" ? gallery.items.rowOf(view.source.itemId) : -1;
  if (row < 0) throw withoutCheckpoint(gallery, nameOf(view.source));
  return { vector: await index.readVectors(signal, Uint32Array.of(row)), times: noTimes };
}

function withoutCheckpoint(gallery: Gallery, name: string): StudioError {
  return new StudioError(
    "CheckpointMismatchError",
    `the embeddings of "${gallery.opened.name}" came without a checkpoint, so "${name}", which is not in the gallery, cannot be embedded like them`,
    "Search with one of the gallery's own items, or embed the data set with a checkpoint in the Library.",
  );
}

const noTimes: EmbedTimes = { decodeMs: 0, preprocessMs: 0, embedMs: 0 };

/** Embeddings of the last views by picture, edit and model: undo, weights and marks embed nothing again. */
const keptEmbeddings = new Map<string, EmbeddedPicture>();
const mostKept = 64;
const openedPictures = new WeakSet<OpenedPicture>();

async function embedView(signal: AbortSignal, view: QueryView, model: string): Promise<EmbeddedView> {
  const key = `${pictureKey(view)} ${JSON.stringify(view.edit)} ${model}`;
  const kept = keptEmbeddings.get(key);
  if (kept !== undefined) return { vector: kept.vector, times: noTimes };
  const picture = await openView(signal, view);
  const { vector, times } = await services().embedder.embedPicture(signal, picture.pictureId, view.edit);
  // Decoding is paid once a picture, however often it is edited.
  const decodeMs = openedPictures.has(picture) ? 0 : times.decodeMs;
  openedPictures.add(picture);
  keptEmbeddings.set(key, { vector, times });
  for (const oldest of keptEmbeddings.keys()) {
    if (keptEmbeddings.size <= mostKept) break;
    keptEmbeddings.delete(oldest);
  }
  return { vector, times: { ...times, decodeMs } };
}

function sumTimes(embedded: readonly EmbeddedView[]): EmbedTimes {
  const sum = (stage: keyof EmbedTimes) => embedded.reduce((total, { times }) => total + times[stage], 0);
  return { decodeMs: sum("decodeMs"), preprocessMs: sum("preprocessMs"), embedMs: sum("embedMs") };
}
