import { createStore } from "zustand/vanilla";

import type { SavedSearch } from "../bridges/browserStore";
import { isStudioError } from "../core/errors";
import { parseAddress, writeAddress } from "./address";
import { chooseGallery, choiceStore } from "./choiceStore";
import { intentStore, replaceIntent } from "./intentStore";
import { overview } from "./libraryPlace";
import { findPicture } from "./pictureStore";
import { services } from "./services";
import { idle, type Task } from "./task";

export interface SavedState {
  /** Newest first. */
  readonly searches: readonly SavedSearch[];
  readonly task: Task<null>;
}

export const savedStore = createStore<SavedState>(() => ({ searches: [], task: idle }));

/** Reads what this browser keeps. */
export async function loadSearches(): Promise<void> {
  await reporting(async () => savedStore.setState({ searches: await services().browserStore.listSearches() }));
}

/** Keeps the search as it stands under a name, with the pictures that it needs. */
export async function saveSearch(name: string): Promise<void> {
  const { browserStore } = services();
  const { query, show, openItem } = intentStore.getState();
  await reporting(async () => {
    const pictures: string[] = [];
    for (const { source } of query.views) {
      if (source.kind !== "kept") continue;
      // Keeping may have failed when the picture was dropped; a saved search must have it.
      await browserStore.keepPicture(source.sha256, await findPicture(source));
      pictures.push(source.sha256);
    }
    await browserStore.saveSearch({
      id: crypto.randomUUID(),
      name: name.trim(),
      savedAt: Date.now(),
      address: writeAddress({
        page: "search",
        backend: null,
        choice: choiceStore.getState(),
        place: overview,
        intent: { query, show, openItem },
      }),
      pictures,
    });
    savedStore.setState({ searches: await browserStore.listSearches() });
  });
}

/** Comes back to a saved search. */
export async function reopenSearch(search: SavedSearch): Promise<void> {
  await reporting(() => {
    const { choice, intent } = parseAddress(search.address);
    chooseGallery(choice);
    replaceIntent(intent);
    return Promise.resolve();
  });
}

export async function deleteSearch(search: SavedSearch): Promise<void> {
  await reporting(async () => {
    await services().browserStore.deleteSearch(search.id);
    savedStore.setState({ searches: await services().browserStore.listSearches() });
  });
}

/** Takes a deletion back. */
export async function restoreSearch(search: SavedSearch): Promise<void> {
  await reporting(async () => {
    await services().browserStore.saveSearch(search);
    savedStore.setState({ searches: await services().browserStore.listSearches() });
  });
}

async function reporting(work: () => Promise<void>): Promise<void> {
  savedStore.setState({ task: { phase: "running", done: 0, total: 1 } });
  try {
    await work();
    savedStore.setState({ task: { phase: "done", value: null } });
  } catch (error) {
    if (!isStudioError(error)) throw error;
    savedStore.setState({ task: { phase: "failed", error } });
  }
}
