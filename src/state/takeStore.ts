import { createStore } from "zustand/vanilla";

import type { ItemId } from "../core/dataset/item";
import { addViews, startQuery } from "./intentStore";
import { LatestTask } from "./latestTask";
import { takePicture } from "./pictureStore";
import { type QueryView, viewOf } from "./searchIntent";
import { idle, type Task } from "./task";

/** Whether pictures begin a new query, or join the one there is. */
export type TakeMode = "replace" | "add";

/** Reading pictures that a user gave; the query changes only once all of them are read. */
export interface TakeState {
  readonly task: Task<null>;
}

export const takeStore = createStore<TakeState>(() => ({ task: idle }));

const latest = new LatestTask();

/** Takes files as views of a query. If one cannot be read the query stays as it was. */
export async function takeFiles(files: readonly File[], mode: TakeMode): Promise<void> {
  if (files.length === 0) return;
  await latest.run(
    async (signal) => {
      const views: QueryView[] = [];
      for (const file of files) {
        takeStore.setState({ task: { phase: "running", done: views.length, total: files.length } });
        views.push(viewOf(await takePicture(signal, file, file.name || "pasted picture")));
      }
      change(views, mode);
      takeStore.setState({ task: idle });
    },
    (error) => takeStore.setState({ task: { phase: "failed", error } }),
  );
}

/** Takes an item of the gallery, or one of its sample queries, as a view of a query. */
export async function takeItem(itemId: ItemId, mode: TakeMode): Promise<void> {
  await latest.run(
    async () => {
      change([viewOf({ kind: "item", itemId })], mode);
      takeStore.setState({ task: idle });
      return Promise.resolve();
    },
    (error) => takeStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelTaking(): void {
  latest.cancel();
  takeStore.setState({ task: idle });
}

/** Takes the message of a failed picture away. */
export function dismissTakeFailure(): void {
  takeStore.setState({ task: idle });
}

function change(views: readonly QueryView[], mode: TakeMode): void {
  if (mode === "add") addViews(views);
  else startQuery(views);
}
