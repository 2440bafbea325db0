import { createStore } from "zustand/vanilla";

import type { OpenedGallery } from "../contracts/datasetService";
import type { GallerySearch } from "../bridges/searchBridge";
import type { CheckpointSource, OpenedCheckpoint } from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { TableCheckpoint } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import { viewsOf } from "../core/embedding/derivedManifest";
import { type EmbeddingViews, plainViews } from "../core/embedding/embeddingViews";
import { StudioError } from "../core/errors";
import { choiceStore, type GalleryChoice, sampleDataset } from "./choiceStore";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { storeSource } from "./storeSource";
import { idle, type Task } from "./task";

/** A gallery's items, and where its pictures and vectors are. */
export interface Gallery {
  readonly opened: Omit<OpenedGallery, "items" | "queries">;
  /** Gallery items in the order of the search's rows. */
  readonly items: ItemList;
  /** Items to search with that are not in the gallery. */
  readonly queries: ItemList;
}

/**
 * What is open. A part that belongs to another choice goes as soon as the user chooses: its items and vectors mean nothing
 * there. Any other part stays until its successor is ready.
 */
export interface StudioState {
  /** Null while it opens, and for a gallery whose embeddings came without a checkpoint: it is searched by its own items. */
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
/** What was opened last, or is being opened. */
let openedChoice: GalleryChoice | null = null;

/**
 * Opens what is chosen: the checkpoint, the gallery and the search on the wanted backend; again when the user wants others.
 *
 * The gallery needs only the checkpoint's manifest, so it can be browsed while the network is still loading.
 */
export async function openStudio(backend: BackendChoice): Promise<void> {
  const choice = choiceStore.getState();
  closeOthers(choice);
  await latest.run(
    async (signal) => {
      let done = 0;
      const report = () => studioStore.setState({ opening: { phase: "running", done: done++, total: 3 } });
      report();
      const brought = await broughtTable(signal, choice);
      if (brought !== null) {
        await openIndex(signal, { backend, report, store: choice.store }, () =>
          services().library.ask(signal, (library) => library.openGallery(choice.dataset, brought)),
        );
        studioStore.setState({ checkpoint: null, opening: { phase: "done", value: null } });
        return;
      }
      const source = await checkpointSource(signal, choice.checkpoint);
      const opening = openCheckpoint(signal, source, { backend, report });
      opening.catch(() => undefined); // awaited below, after the manifest
      // Where the manifest cannot be read, opening the checkpoint tells why.
      const manifest = (await readManifest(signal, source)) ?? (await opening).manifest;
      const index = openIndex(signal, { backend, report, store: choice.store }, () =>
        openGallery(signal, choice, manifest),
      );
      await Promise.all([opening, index]);
      studioStore.setState({ opening: { phase: "done", value: null } });
    },
    (error) => {
      // The other part, still opening, must not report over the failure.
      latest.cancel();
      studioStore.setState({ opening: { phase: "failed", error } });
    },
  );
}

/**
 * Closes what belongs to another choice. A tile of the gallery before could be taken as a query of the next one, and a
 * network must not search among another one's vectors.
 */
function closeOthers(choice: GalleryChoice): void {
  const { gallery, search } = studioStore.getState();
  const isOtherGallery = gallery !== null && gallery.opened.dataset !== choice.dataset;
  const isOtherNetwork = openedChoice !== null && openedChoice.checkpoint !== choice.checkpoint;
  openedChoice = choice;
  if (!isOtherGallery && !isOtherNetwork) return;
  search?.close();
  studioStore.setState({
    search: null,
    ...(isOtherGallery && { gallery: null }),
    ...(isOtherNetwork && { checkpoint: null }),
  });
}

/** The table of a choice whose embeddings came without a checkpoint; null where the checkpoint is known. */
async function broughtTable(signal: AbortSignal, choice: GalleryChoice): Promise<TableCheckpoint | null> {
  if (choice.dataset === sampleDataset || choice.checkpoint === null) return null;
  const tables = await services().library.ask(signal, (library) => library.listTables(choice.dataset));
  const table = tables.find(({ checkpoint }) => checkpoint.id === choice.checkpoint && checkpoint.sha256 === "");
  return table?.checkpoint ?? null;
}

async function checkpointSource(signal: AbortSignal, id: CheckpointId | null): Promise<CheckpointSource> {
  if (id === null) return { kind: "url", baseUrl: services().checkpointUrl };
  return services().library.ask(signal, (library) => library.readCheckpoint(id));
}

async function readManifest(signal: AbortSignal, source: CheckpointSource): Promise<CheckpointManifest | null> {
  return source.kind === "url" ? services().readManifest(signal, source.baseUrl) : null;
}

async function openGallery(
  signal: AbortSignal,
  { dataset }: GalleryChoice,
  manifest: CheckpointManifest,
): Promise<OpenedGallery> {
  const { library, galleryUrl } = services();
  return library.ask(signal, (service) =>
    dataset === sampleDataset
      ? service.openSample(galleryUrl, manifest)
      : service.openGallery(dataset, tableCheckpoint(manifest)),
  );
}

/** How pictures of the open gallery were looked at; plainly where its embeddings came without a checkpoint. */
export function openViews({ checkpoint }: StudioState): EmbeddingViews {
  return checkpoint === null ? plainViews : viewsOf(checkpoint.manifest);
}

/** Which table a checkpoint's embeddings are kept in. */
export function tableCheckpoint({ id, files, embedding }: CheckpointManifest): TableCheckpoint {
  const model = files.find(({ path }) => path === "model.onnx");
  if (model === undefined) {
    throw new StudioError(
      "CheckpointFormatError",
      `checkpoint.json of ${id}: expected model.onnx among its files; found ${files.map(({ path }) => path).join(", ") || "none"}`,
      "Export the checkpoint again.",
    );
  }
  return { id, sha256: model.sha256, dimension: embedding.dimension };
}

interface Opening {
  readonly backend: BackendChoice;
  readonly store?: string | undefined;
  readonly report: () => void;
}

async function openCheckpoint(
  signal: AbortSignal,
  source: CheckpointSource,
  { backend, report }: Opening,
): Promise<OpenedCheckpoint> {
  const checkpoint = await services().embedder.openCheckpoint(signal, source, backend);
  signal.throwIfAborted();
  studioStore.setState({ checkpoint });
  report();
  return checkpoint;
}

/** Opens the gallery, then the search in it. */
async function openIndex(
  signal: AbortSignal,
  { backend, report, store }: Opening,
  open: () => Promise<OpenedGallery>,
): Promise<void> {
  const { items, queries, ...opened } = await open();
  signal.throwIfAborted();
  const gallery = { opened, items: new ItemList(items), queries: new ItemList(queries) };
  studioStore.setState({ gallery });
  report();
  const table = store === undefined ? opened.table : await storeSource(signal, gallery.items, store);
  const search = await services().openGallerySearch(signal, table, backend);
  if (signal.aborted) search.close();
  signal.throwIfAborted();
  studioStore.getState().search?.close();
  studioStore.setState({ search });
}

/** An item of the gallery or one of its held-back queries. */
export function findItem({ items, queries }: Gallery, itemId: ItemId): Item | undefined {
  return items.at(items.rowOf(itemId)) ?? queries.at(queries.rowOf(itemId));
}

/** The held-back items that the gallery suggests as first queries. */
export function sampleQueries(gallery: Gallery): Item[] {
  return gallery.opened.sampleQueries.flatMap((itemId) => findItem(gallery, itemId) ?? []);
}
