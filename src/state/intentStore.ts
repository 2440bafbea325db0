import { createStore } from "zustand/vanilla";

import type { ItemId } from "../core/dataset/item";
import { StudioError } from "../core/errors";
import type { FractionBox } from "../core/image/fractionBox";
import type { QueryEdit } from "../core/image/queryEdit";
import type { FusionRule } from "../core/ranking/fusion";
import {
  emptyIntent,
  emptyQuery,
  isSameQuery,
  maximumViews,
  type QueryIntent,
  type QueryView,
  type SearchIntent,
  type ShowIntent,
} from "./searchIntent";

/** What the user asks for now, and the queries that undo and redo return to. */
export interface IntentState extends SearchIntent {
  readonly undone: readonly QueryIntent[];
  readonly past: readonly QueryIntent[];
  /** Which view of the query the panel shows. */
  readonly activeView: number;
}

// More steps than anyone walks back, and small: an intent holds no pixels.
const keptSteps = 100;

export const intentStore = createStore<IntentState>(() => ({ ...emptyIntent, undone: [], past: [], activeView: 0 }));

/** Takes over a whole intent, from an address or a saved search. Nothing is left to undo. */
export function replaceIntent(intent: SearchIntent): void {
  intentStore.setState({ ...intent, undone: [], past: [], activeView: 0 });
}

/** Starts a new query with these pictures. The threshold belonged to the scores of the old one. */
export function startQuery(views: readonly QueryView[]): void {
  refuseTooMany(views.length);
  changeQuery({ ...emptyQuery, fusion: intentStore.getState().query.fusion, views });
  intentStore.setState(({ show }) => ({ show: { ...show, threshold: null }, openItem: null, activeView: 0 }));
}

/** Adds views to the query. */
export function addViews(added: readonly QueryView[]): void {
  const { query } = intentStore.getState();
  const views = [...query.views, ...added];
  refuseTooMany(views.length);
  changeQuery({ ...query, views });
  intentStore.setState({ activeView: views.length - 1 });
}

export function removeView(position: number): void {
  const { query, activeView } = intentStore.getState();
  const views = query.views.filter((_, at) => at !== position);
  changeQuery(views.length === 0 ? { ...emptyQuery, fusion: query.fusion } : { ...query, views });
  const next = activeView >= position ? activeView - 1 : activeView;
  intentStore.setState({ activeView: Math.max(0, Math.min(next, views.length - 1)) });
}

export function activateView(position: number): void {
  intentStore.setState({ activeView: position });
}

/** Changes one view: its page, weight or edit. */
export function changeView(position: number, change: Partial<Omit<QueryView, "source">>): void {
  const { query } = intentStore.getState();
  changeQuery({ ...query, views: query.views.map((view, at) => (at === position ? { ...view, ...change } : view)) });
}

/** Changes the edit of the shown view. A rotated or mirrored picture takes its crop box and its part along. */
export function changeEdit(change: Partial<QueryEdit>): void {
  const { query, activeView } = intentStore.getState();
  const view = query.views[activeView];
  if (view === undefined) return;
  const { part, ...edit } = { ...view.edit, ...change };
  changeView(activeView, { edit: part === undefined || part === null ? edit : { ...edit, part } });
}

/** Searches with a part of one view alone, and closes the hit that is open. */
export function searchByPart(position: number, part: FractionBox): void {
  intentStore.setState({ activeView: position, openItem: null });
  changeEdit({ part });
}

export function chooseFusion(fusion: FusionRule): void {
  changeQuery({ ...intentStore.getState().query, fusion });
}

/** Searches again, closer to the liked items and farther from the disliked. */
export function applyMarks(liked: readonly ItemId[], disliked: readonly ItemId[]): void {
  changeQuery({ ...intentStore.getState().query, liked, disliked });
}

export function changeShow(change: Partial<ShowIntent>): void {
  intentStore.setState(({ show }) => ({ show: { ...show, ...change } }));
}

export function openHit(openItem: ItemId | null): void {
  intentStore.setState({ openItem });
}

export function undo(): void {
  intentStore.setState(({ past, query, undone }) => {
    const previous = past.at(-1);
    return previous === undefined ? {} : { past: past.slice(0, -1), query: previous, undone: [query, ...undone] };
  });
  keepActiveViewInside();
}

export function redo(): void {
  intentStore.setState(({ past, query, undone: [next, ...undone] }) =>
    next === undefined ? {} : { past: [...past, query], query: next, undone },
  );
  keepActiveViewInside();
}

function changeQuery(query: QueryIntent): void {
  const { query: before, past } = intentStore.getState();
  if (isSameQuery(before, query)) return;
  intentStore.setState({ query, past: [...past, before].slice(-keptSteps), undone: [] });
}

function keepActiveViewInside(): void {
  intentStore.setState(({ query, activeView }) => ({
    activeView: Math.max(0, Math.min(activeView, query.views.length - 1)),
  }));
}

function refuseTooMany(count: number): void {
  if (count <= maximumViews) return;
  throw new StudioError(
    "LimitExceededError",
    `expected at most ${maximumViews} pictures in one query, found ${count}`,
    "Remove a view, or start a new search with fewer pictures.",
  );
}
