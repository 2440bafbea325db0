import { createStore } from "zustand/vanilla";

import type { GallerySearch } from "../bridges/searchBridge";
import type { JobRequest, StoreRecord, StoreRequest } from "../contracts/companionApi";
import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import { ItemList } from "../core/dataset/itemList";
import { StudioError, type StudioErrorName } from "../core/errors";
import { choiceStore } from "./choiceStore";
import { LatestTask } from "./latestTask";
import { goTo } from "./pageStore";
import { changeGallery, choiceId } from "./searchIn";
import { services } from "./services";
import { itemsHash } from "./storeSource";
import { idle, type Task } from "./task";

/** Vectors that go to the companion in one request. */
const blockBytes = 16 * 2 ** 20;
const recallQueries = 200;
const recallTopK = 100;

export interface StoresState {
  /** Null until the companion was asked. */
  readonly stores: readonly StoreRecord[] | null;
  /** What the companion can keep vectors in. */
  readonly kinds: readonly StoreRequest["kind"][];
  /** Filling, indexing, measuring, removing; `stage` says which. */
  readonly change: Task<null>;
  readonly stage: string;
}

export const storesStore = createStore<StoresState>(() => ({ stores: null, kinds: [], change: idle, stage: "" }));

const changes = new LatestTask();

/** Which table a store was filled from. */
export interface StoredTable {
  readonly dataset: DatasetId;
  readonly checkpoint: TableCheckpoint;
}

/** Asks the companion for its stores. */
export async function loadStores(): Promise<void> {
  await change("reading the companion's stores", reload);
}

/** The stores that were filled from a table. */
export function storesOf({ stores }: StoresState, table: StoredTable): StoreRecord[] {
  const name = checkpointName(table.checkpoint);
  return (stores ?? []).filter(({ dataset, checkpoint }) => dataset === table.dataset && checkpoint === name);
}

/** Sends a gallery's vectors to the companion, into a new store, or into one that an earlier upload left unfinished. */
export async function moveToCompanion(table: StoredTable, kind: StoreRequest["kind"]): Promise<void> {
  await change("sending vectors to the companion", async (signal) => {
    const { library, openGallerySearch } = services();
    const opened = await library.ask(signal, (service) => service.openGallery(table.dataset, table.checkpoint));
    // Vectors are only read: the backend without codes opens at once.
    const search = await openGallerySearch(signal, opened.table, "javascript");
    try {
      const items = await itemsHash(new ItemList(opened.items));
      const name = `${opened.name}, ${table.checkpoint.id}`;
      const request = { name, kind, dimension: search.opened.dimension, ...stored(table), items };
      await fill(signal, await openStore(signal, request), search);
    } finally {
      search.close();
    }
    await reload(signal);
  });
}

export async function buildStoreIndex(id: string): Promise<void> {
  await runJob({ kind: "build-index", store: id, parameters: {} });
}

export async function measureStore(id: string): Promise<void> {
  await runJob({ kind: "measure-recall", store: id, queries: recallQueries, topK: recallTopK });
}

/** Removes a store. A search in it goes back to the browser. */
export async function removeStore(id: string): Promise<void> {
  await change("removing the store", async (signal) => {
    const { store, ...choice } = choiceStore.getState();
    if (store === id) changeGallery(choice);
    await services().stores.remove(signal, id);
    await reload(signal);
  });
}

/** Searches a gallery where its vectors are: in a store of the companion, or in this browser where `id` is null; shows the search. */
export function searchWhere({ dataset, checkpoint }: StoredTable, id: string | null): void {
  const choice = { dataset, checkpoint: choiceId(checkpoint) };
  changeGallery(id === null ? choice : { ...choice, store: id });
  goTo("search");
}

/** Ends what is under way. An upload goes on where it stood when it is started again. */
export function cancelStoreChange(): void {
  changes.cancel();
  storesStore.setState({ change: idle });
}

async function openStore(signal: AbortSignal, request: StoreRequest): Promise<StoreRecord> {
  const { stores } = await services().stores.list(signal);
  const begun = stores.find(
    ({ kind, dataset, checkpoint, items }) =>
      kind === request.kind &&
      dataset === request.dataset &&
      checkpoint === request.checkpoint &&
      items === request.items,
  );
  return begun ?? services().stores.create(signal, request);
}

async function fill(signal: AbortSignal, { id, rows }: StoreRecord, search: GallerySearch): Promise<void> {
  const { rows: total, dimension } = search.opened;
  const blockRows = Math.max(1, Math.floor(blockBytes / (4 * dimension)));
  let first = rows;
  while (first < total) {
    storesStore.setState({ change: { phase: "running", done: first, total } });
    const count = Math.min(blockRows, total - first);
    const start = first;
    const block = Uint32Array.from({ length: count }, (_, i) => start + i);
    const vectors = await search.readVectors(signal, block);
    ({ rows: first } = await services().stores.append(signal, id, first, vectors));
    signal.throwIfAborted();
  }
}

async function runJob(request: JobRequest): Promise<void> {
  await change("waiting for the companion", async (signal) => {
    const { companion } = services();
    const { id } = await companion.startJob(signal, request);
    signal.addEventListener("abort", () => void companion.removeJob(new AbortController().signal, id), { once: true });
    const ended = await companion.followJob(signal, id, ({ stage, done, total }) => {
      if (!signal.aborted) storesStore.setState({ stage, change: { phase: "running", done, total: total ?? 0 } });
    });
    const { failure } = ended;
    if (failure !== null) throw new StudioError(failure.name as StudioErrorName, failure.message, failure.hint);
    await reload(signal);
  });
}

async function reload(signal: AbortSignal): Promise<void> {
  const { stores, kinds } = await services().stores.list(signal);
  signal.throwIfAborted();
  storesStore.setState({ stores, kinds });
}

async function change(stage: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  await changes.run(
    async (signal) => {
      storesStore.setState({ stage, change: { phase: "running", done: 0, total: 0 } });
      await work(signal);
      storesStore.setState({ change: { phase: "done", value: null } });
    },
    (error) => storesStore.setState({ change: { phase: "failed", error } }),
  );
}

function stored({ dataset, checkpoint }: StoredTable): { dataset: string; checkpoint: string } {
  return { dataset, checkpoint: checkpointName(checkpoint) };
}

function checkpointName({ id, sha256 }: TableCheckpoint): string {
  return `${id} ${sha256}`;
}
