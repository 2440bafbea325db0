import { createStore } from "zustand/vanilla";

import type { OpenedGallery } from "../bridges/datasetBridge";
import type { GallerySearch } from "../bridges/searchBridge";
import type { OpenedCheckpoint } from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { Item, ItemId } from "../core/dataset/item";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

/** A gallery's items, and where to find each of them. */
export interface Gallery {
  readonly opened: OpenedGallery;
  readonly rowOf: ReadonlyMap<ItemId, number>;
}

/** What is open. A part stays until its successor is ready, so a failed change leaves the studio as it was. */
export interface StudioState {
  readonly checkpoint: OpenedCheckpoint | null;
  readonly gallery: Gallery | null;
  readonly search: GallerySearch | null;
  /** Counts the three parts. */
  readonly opening: Task<null>;
}

export const studioStore = createStore<StudioState>(() => ({
  checkpoint: null,
  gallery: null,
  search: null,
  opening: idle,
}));

const latest = new LatestTask();

/**
 * Opens the checkpoint, its gallery and the search on the wanted backend; again when the user wants another backend.
 *
 * The gallery needs only the checkpoint's manifest, so it can be browsed while the network is still loading.
 */
export async function openStudio(backend: BackendChoice): Promise<void> {
  await latest.run(
    async (signal) => {
      let done = 0;
      const report = () => studioStore.setState({ opening: { phase: "running", done: done++, total: 3 } });
      report();
      const opening = openCheckpoint(signal, backend, report);
      opening.catch(() => undefined); // awaited below, after the manifest
      // Where the manifest cannot be read, opening the checkpoint tells why.
      const manifest = (await services().readManifest(signal, services().checkpointUrl)) ?? (await opening).manifest;
      await Promise.all([opening, openIndex(signal, manifest, { backend, report })]);
      studioStore.setState({ opening: { phase: "done", value: null } });
    },
    (error) => {
      // The other part, still opening, must not report over the failure.
      latest.cancel();
      studioStore.setState({ opening: { phase: "failed", error } });
    },
  );
}

async function openCheckpoint(
  signal: AbortSignal,
  backend: BackendChoice,
  report: () => void,
): Promise<OpenedCheckpoint> {
  const { embedder, checkpointUrl } = services();
  const checkpoint = await embedder.openCheckpoint(signal, { kind: "url", baseUrl: checkpointUrl }, backend);
  signal.throwIfAborted();
  studioStore.setState({ checkpoint });
  report();
  return checkpoint;
}

/** Opens the gallery, then the search in it. */
async function openIndex(
  signal: AbortSignal,
  manifest: CheckpointManifest,
  { backend, report }: { readonly backend: BackendChoice; readonly report: () => void },
): Promise<void> {
  const { openGallery, openGallerySearch, galleryUrl } = services();
  const opened = await openGallery(signal, galleryUrl, manifest);
  signal.throwIfAborted();
  studioStore.setState({ gallery: { opened, rowOf: rowsById(opened.items) } });
  report();
  const search = await openGallerySearch(signal, opened.table, backend);
  if (signal.aborted) search.close();
  signal.throwIfAborted();
  studioStore.getState().search?.close();
  studioStore.setState({ search });
}

/** Address of an item's picture. */
export function pictureUrl(gallery: Gallery, itemId: ItemId): string {
  return gallery.opened.baseUrl + itemId.split("/").map(encodeURIComponent).join("/");
}

/** An item of the gallery or one of its held-back queries. */
export function findItem(gallery: Gallery, itemId: ItemId): Item | undefined {
  const row = gallery.rowOf.get(itemId);
  return row === undefined ? gallery.opened.queries.find((item) => item.itemId === itemId) : gallery.opened.items[row];
}

/** The held-back items that the gallery suggests as first queries. */
export function sampleQueries({ opened }: Gallery): Item[] {
  const byPath = new Map<string, Item>(opened.queries.map((item) => [item.itemId, item]));
  return opened.sample.sampleQueries.flatMap((path) => byPath.get(path) ?? []);
}

function rowsById(items: readonly Item[]): Map<ItemId, number> {
  return new Map(items.map((item, row) => [item.itemId, row]));
}
