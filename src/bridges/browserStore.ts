import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { StudioError } from "../core/errors";

/** A search under a name, as it is kept: the address that comes back to it, and the hashes of the pictures it needs. */
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly address: string;
  readonly pictures: readonly string[];
}

/** What this browser keeps between visits: users' query pictures by their hash, saved searches, recipes, decisions and reviews. */
export interface BrowserStore {
  /** Keeps a picture under its hash; see `hashOf`. The same picture is kept once. */
  keepPicture(sha256: string, picture: Blob): Promise<void>;
  /** The picture of a hash, or null where this browser does not hold it. */
  findPicture(sha256: string): Promise<Blob | null>;
  listSearches(): Promise<SavedSearch[]>;
  saveSearch(search: SavedSearch): Promise<void>;
  deleteSearch(id: string): Promise<void>;
  /** Rank recipes of the user, as they were kept; whoever reads them must check them. */
  listRankRecipes(): Promise<unknown[]>;
  /** Keeps a rank recipe under its name. */
  saveRankRecipe(recipe: { readonly name: string }): Promise<void>;
  deleteRankRecipe(name: string): Promise<void>;
  /** A data set's decisions in no order, as they were kept; whoever reads them must check them. */
  listDecisions(dataset: string): Promise<unknown[]>;
  /** Keeps decisions of a data set beside those that it has: all of them, or none. One of a known id is left as it is. */
  addDecisions(dataset: string, entries: readonly { readonly id: string }[]): Promise<void>;
  /** What a person wrote to queries of a data set, as it was kept; whoever reads it must check it. */
  listReviews(dataset: string): Promise<unknown[]>;
  /** Keeps the review of one query in place of the one before; null forgets it. */
  keepReview(dataset: string, item: string, review: unknown): Promise<void>;
  /** Pictures held, and their bytes. */
  measure(): Promise<{ readonly pictures: number; readonly bytes: number }>;
  /** Forgets every picture that no saved search needs. */
  clearPictures(): Promise<void>;
}

interface Schema extends DBSchema {
  pictures: { key: string; value: { sha256: string; picture: Blob } };
  searches: { key: string; value: SavedSearch };
  rankRecipes: { key: string; value: { readonly name: string } };
  decisions: { key: [dataset: string, id: string]; value: KeptDecision };
  reviews: { key: [dataset: string, item: string]; value: KeptReview };
}

interface KeptDecision {
  readonly dataset: string;
  readonly id: string;
  readonly entry: unknown;
}

interface KeptReview {
  readonly dataset: string;
  readonly item: string;
  readonly review: unknown;
}

/** Keeps everything in one IndexedDB database, opened at first use. */
export function openBrowserStore(name = "retrieval-studio"): BrowserStore {
  let opening: Promise<IDBPDatabase<Schema>> | null = null;
  const forget = (): void => {
    opening = null;
  };
  const database = () =>
    (opening ??= openDatabase(name, forget).catch((error: unknown) => {
      forget();
      throw error;
    }));
  return {
    keepPicture: async (sha256, picture) =>
      writing((await database()).put("pictures", { sha256, picture }), `a picture of ${picture.size} bytes`),
    findPicture: async (sha256) => (await (await database()).get("pictures", sha256))?.picture ?? null,
    listSearches: async () => (await (await database()).getAll("searches")).sort((a, b) => b.savedAt - a.savedAt),
    saveSearch: async (search) => writing((await database()).put("searches", search), `the search "${search.name}"`),
    deleteSearch: async (id) => (await database()).delete("searches", id),
    listRankRecipes: async () => (await database()).getAll("rankRecipes"),
    saveRankRecipe: async (recipe) =>
      writing((await database()).put("rankRecipes", recipe), `the rank recipe "${recipe.name}"`),
    deleteRankRecipe: async (name) => (await database()).delete("rankRecipes", name),
    listDecisions: async (dataset) =>
      (await (await database()).getAll("decisions", ofDataset(dataset))).map(({ entry }) => entry),
    addDecisions: async (dataset, entries) =>
      writing(addDecisions(await database(), dataset, entries), `${entries.length} decisions`),
    listReviews: async (dataset) =>
      (await (await database()).getAll("reviews", ofDataset(dataset))).map(({ review }) => review),
    keepReview: async (dataset, item, review) => {
      const open = await database();
      if (review === null) await open.delete("reviews", [dataset, item]);
      else await writing(open.put("reviews", { dataset, item, review }), `the review of ${item}`);
    },
    measure: async () => {
      const held = await (await database()).getAll("pictures");
      return { pictures: held.length, bytes: held.reduce((sum, { picture }) => sum + picture.size, 0) };
    },
    clearPictures: async () => {
      const open = await database();
      const needed = new Set((await open.getAll("searches")).flatMap(({ pictures }) => pictures));
      for (const key of await open.getAllKeys("pictures")) if (!needed.has(key)) await open.delete("pictures", key);
    },
  };
}

/** The sha256 of a picture's bytes, 64 lower-case hexadecimal digits. */
export async function hashOf(picture: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await picture.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function ofDataset(dataset: string): IDBKeyRange {
  return IDBKeyRange.bound([dataset], [dataset, []]);
}

async function addDecisions(
  database: IDBPDatabase<Schema>,
  dataset: string,
  entries: readonly { readonly id: string }[],
): Promise<void> {
  const { store, done } = database.transaction("decisions", "readwrite");
  const adding = entries.map(async (entry) => {
    const { id } = entry;
    if ((await store.getKey([dataset, id])) === undefined) await store.add({ dataset, id, entry });
  });
  await Promise.all([...adding, done]);
}

/** @param onClosed is called when the database has to be opened again */
async function openDatabase(name: string, onClosed: () => void): Promise<IDBPDatabase<Schema>> {
  try {
    return await new Promise((resolve, reject) => {
      openDB<Schema>(name, 4, {
        upgrade: (database, from) => {
          if (from < 1) {
            database.createObjectStore("pictures", { keyPath: "sha256" });
            database.createObjectStore("searches", { keyPath: "id" });
          }
          if (from < 2) database.createObjectStore("rankRecipes", { keyPath: "name" });
          if (from < 3) database.createObjectStore("decisions", { keyPath: ["dataset", "id"] });
          if (from < 4) database.createObjectStore("reviews", { keyPath: ["dataset", "item"] });
        },
        blocked: () => reject(new Error("another tab holds it open with an older version of the page; close that tab")),
        // A newer page must not wait for this one.
        blocking: (_current, _next, event) => {
          if (event.target instanceof IDBDatabase) event.target.close();
          onClosed();
        },
        terminated: onClosed,
      }).then(resolve, reject);
    });
  } catch (error) {
    throw new StudioError(
      "StorageUnavailableError",
      `this browser refuses to keep data for this page: ${error instanceof Error ? error.message : String(error)}`,
      "Searching works without it. To save searches, allow site data for this address or leave private browsing.",
    );
  }
}

async function writing(write: Promise<unknown>, what: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    throw new StudioError(
      "StorageFullError",
      `room for ${what} was expected; this browser keeps ${usage} of the ${quota} bytes it allows this page`,
      "Delete saved searches, or clear kept pictures in Settings. Searching works without it.",
    );
  }
}
