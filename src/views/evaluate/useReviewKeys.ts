import { type RefObject, useMemo } from "react";

import { sampleDataset } from "../../state/choiceStore";
import { type Evaluation, queryItem } from "../../state/evaluateStore";
import { toggleChosen } from "../../state/reviewStore";
import { decideFirstWrong, undoVerdict } from "../../state/reviewVerdicts";
import { searchIn, searchWithItem } from "../../state/searchIn";
import { toggleSelected } from "../../state/selectionStore";
import { takeItem } from "../../state/takeStore";
import { useKeys } from "../../ui/useKeys";

/** Where the review stands. */
export interface ReviewCursor {
  /** Place among the queries as they are ordered. */
  readonly current: number;
  readonly setCurrent: (next: (at: number) => number) => void;
  readonly noteField: RefObject<HTMLInputElement | null>;
}

/** The keys of the review, as the key sheet lists them. */
export function useReviewKeys(
  evaluation: Evaluation,
  places: Uint32Array,
  { current, setCurrent, noteField }: ReviewCursor,
): void {
  const keys = useMemo(() => {
    const place = places[current] ?? -1;
    const item = queryItem(evaluation, place);
    const move = (by: number) => () => setCurrent((at) => Math.min(places.length - 1, Math.max(0, at + by)));
    return {
      j: move(1),
      k: move(-1),
      x: () => item !== undefined && toggleSelected(evaluation.dataset, item.itemId),
      o: () => openQuery(evaluation, place),
      r: () => item !== undefined && void toggleChosen(item.itemId),
      n: () => noteField.current?.focus(),
      s: () => void decideFirstWrong(evaluation, place, "same"),
      d: () => void decideFirstWrong(evaluation, place, "different"),
      u: () => void undoVerdict(evaluation.dataset),
    };
  }, [evaluation, places, current, setCurrent, noteField]);
  useKeys(keys);
}

/** Opens the search with a query of the evaluation. */
function openQuery(evaluation: Evaluation, place: number): void {
  const item = queryItem(evaluation, place);
  const [checkpoint] = evaluation.checkpoints;
  if (item === undefined || checkpoint === undefined) return;
  if (evaluation.dataset === sampleDataset) {
    searchIn(sampleDataset, null);
    void takeItem(item.itemId, "replace");
  } else searchWithItem(evaluation.dataset, checkpoint, item.itemId);
}
