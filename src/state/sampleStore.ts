import { createStore } from "zustand/vanilla";

import { ItemList } from "../core/dataset/itemList";
import { LatestTask } from "./latestTask";
import { sampleDataset } from "./choiceStore";
import { services } from "./services";
import { type Gallery, studioStore } from "./studioStore";
import { idle, type Task } from "./task";

/** The gallery that ships, to be shown beside the data sets of the library. */
export interface SampleState {
  readonly sample: Task<Gallery>;
}

export const sampleStore = createStore<SampleState>(() => ({ sample: idle }));

const latest = new LatestTask();

/** Reads what the shipped gallery holds, unless it is open already. */
export async function loadSample(): Promise<void> {
  if (sampleStore.getState().sample.phase === "done") return;
  const { gallery } = studioStore.getState();
  if (gallery?.opened.dataset === sampleDataset) {
    sampleStore.setState({ sample: { phase: "done", value: gallery } });
    return;
  }
  await latest.run(
    async (signal) => {
      sampleStore.setState({ sample: { phase: "running", done: 0, total: 1 } });
      const { readManifest, checkpointUrl, library, galleryUrl } = services();
      const manifest = await readManifest(signal, checkpointUrl);
      // Without the shipped checkpoint the sample cannot be searched; opening the studio tells why.
      if (manifest === null) {
        sampleStore.setState({ sample: idle });
        return;
      }
      const opened = await library.ask(signal, (service) => service.openSample(galleryUrl, manifest));
      signal.throwIfAborted();
      const value = { opened, items: new ItemList(opened.items), queries: new ItemList(opened.queries) };
      sampleStore.setState({ sample: { phase: "done", value } });
    },
    (error) => sampleStore.setState({ sample: { phase: "failed", error } }),
  );
}

/** Counts of the shipped gallery. */
export function sampleCounts({ items, queries }: Gallery): {
  items: number;
  identities: number;
  queries: number;
  gallery: number;
} {
  const identities = new Set([...items.column("identity").values, ...queries.column("identity").values]).size;
  return { items: items.length + queries.length, identities, queries: queries.length, gallery: items.length };
}
