import { createStore } from "zustand/vanilla";

import type { ExplainedMatch, OpenedPicture } from "../contracts/embedService";
import type { Item } from "../core/dataset/item";
import { StudioError } from "../core/errors";
import { type QueryEdit, unedited } from "../core/image/queryEdit";
import { LatestTask } from "./latestTask";
import { openView } from "./pictureStore";
import { type QueryView, viewOf } from "./searchIntent";
import { services } from "./services";
import { studioStore } from "./studioStore";
import { idle, type Task } from "./task";

/** A query's view and a hit, with what makes them alike. */
export interface WhyMatched {
  readonly view: QueryView;
  readonly item: Item;
  readonly query: OpenedPicture;
  readonly hit: OpenedPicture;
  /** How the hit's picture was cut to the item. */
  readonly hitEdit: QueryEdit;
  readonly match: ExplainedMatch;
}

export const whyStore = createStore<{ readonly task: Task<WhyMatched> }>(() => ({ task: idle }));

const latest = new LatestTask();

/** Finds out why a hit matched a view of the query. */
export async function explainHit(view: QueryView, item: Item): Promise<void> {
  await latest.run(
    async (signal) => {
      const report = (done: number) => whyStore.setState({ task: { phase: "running", done, total: 3 } });
      report(0);
      if (studioStore.getState().checkpoint === null) throw withoutCheckpoint();
      const query = await openView(signal, view);
      report(1);
      const hit = await openView(signal, viewOf({ kind: "item", itemId: item.itemId }));
      report(2);
      const hitEdit = editOfItem(item, hit);
      const match = await services().embedder.explainMatch(
        signal,
        { pictureId: query.pictureId, edit: view.edit },
        { pictureId: hit.pictureId, edit: hitEdit },
      );
      signal.throwIfAborted();
      whyStore.setState({ task: { phase: "done", value: { view, item, query, hit, hitEdit, match } } });
    },
    (error) => whyStore.setState({ task: { phase: "failed", error } }),
  );
}

/** Lets go of the last answer, or of the question. */
export function forgetWhy(): void {
  latest.cancel();
  whyStore.setState({ task: idle });
}

/** An item may be a part of its picture; it was embedded without the rest. */
function editOfItem({ box }: Item, { width, height }: OpenedPicture): QueryEdit {
  if (box === undefined) return unedited;
  const fraction = (pixels: number, length: number) => Math.min(1, Math.max(0, pixels / length));
  return {
    ...unedited,
    crop: {
      left: fraction(box.left, width),
      top: fraction(box.top, height),
      right: fraction(box.right, width),
      bottom: fraction(box.bottom, height),
    },
  };
}

function withoutCheckpoint(): StudioError {
  return new StudioError(
    "CheckpointFormatError",
    "expected the checkpoint that made this gallery's embeddings; they came without one",
    "Choose a checkpoint to search by, and embed the data set with it.",
  );
}
