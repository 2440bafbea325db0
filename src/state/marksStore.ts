import { createStore } from "zustand/vanilla";

import type { ItemId } from "../core/dataset/item";
import { applyMarks, intentStore } from "./intentStore";

export type Mark = "like" | "dislike";

/** Marks on hits, not yet searched with. The intent holds those that were. */
export interface MarksState {
  readonly marks: ReadonlyMap<ItemId, Mark>;
}

export const marksStore = createStore<MarksState>(() => ({ marks: new Map() }));

/** Sets a mark, or takes the same mark away. */
export function toggleMark(itemId: ItemId, mark: Mark): void {
  marksStore.setState((state) => {
    const marks = new Map(state.marks);
    if (marks.get(itemId) === mark) marks.delete(itemId);
    else marks.set(itemId, mark);
    return { marks };
  });
}

export function clearMarks(): void {
  marksStore.setState({ marks: new Map() });
}

/** Searches again with the marks as they stand. */
export function searchWithMarks(): void {
  const { marks } = marksStore.getState();
  const having = (wanted: Mark) => [...marks].filter(([, mark]) => mark === wanted).map(([itemId]) => itemId);
  applyMarks(having("like"), having("dislike"));
}

/** Whether the marks differ from those that the query was searched with. */
export function hasNewMarks({ marks }: MarksState): boolean {
  const { liked, disliked } = intentStore.getState().query;
  if (marks.size !== liked.length + disliked.length) return true;
  return !liked.every((id) => marks.get(id) === "like") || !disliked.every((id) => marks.get(id) === "dislike");
}

/** Keeps the marks equal to the query's own whenever the query changes. Returns what ends it. */
export function followQueryMarks(): () => void {
  return intentStore.subscribe(({ query }, before) => {
    if (query.liked === before.query.liked && query.disliked === before.query.disliked) return;
    const marks = new Map<ItemId, Mark>();
    for (const itemId of query.liked) marks.set(itemId, "like");
    for (const itemId of query.disliked) marks.set(itemId, "dislike");
    marksStore.setState({ marks });
  });
}
