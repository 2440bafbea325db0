import type { BrowserStore, SavedSearch } from "../bridges/browserStore";
import type { DatasetId } from "../core/dataset/datasetRecord";
import { isStudioError } from "../core/errors";
import { parseAddress, writeAddress } from "./address";
import { sampleDataset } from "./choiceStore";

interface CarriedSearches {
  readonly searches: readonly SavedSearch[];
  /** Query pictures by their hash. */
  readonly pictures: ReadonlyMap<string, Blob>;
}

/** Saved searches in these data sets or in the sample gallery, and the pictures that they need. */
export async function carriedSearches(store: BrowserStore, datasets: readonly DatasetId[]): Promise<CarriedSearches> {
  const taken = new Set<DatasetId>([sampleDataset, ...datasets]);
  const searches = (await store.listSearches()).filter((search) => {
    const dataset = datasetOf(search.address);
    return dataset !== null && taken.has(dataset);
  });
  const pictures = new Map<string, Blob>();
  for (const sha256 of new Set(searches.flatMap((search) => search.pictures))) {
    const picture = await store.findPicture(sha256);
    if (picture !== null) pictures.set(sha256, picture);
  }
  return { searches, pictures };
}

/**
 * Keeps searches of a project, leading to the data sets as they are called here. A search that is here already is replaced
 * by itself.
 *
 * @returns null where the text holds no searches
 */
export async function keepCarriedSearches(
  store: BrowserStore,
  carried: {
    readonly text: string;
    readonly pictures: ReadonlyMap<string, Blob>;
    readonly datasetIds: ReadonlyMap<DatasetId, DatasetId>;
  },
): Promise<readonly SavedSearch[] | null> {
  const searches = parseSearches(carried.text);
  if (searches === null) return null;
  for (const [sha256, picture] of carried.pictures) await store.keepPicture(sha256, picture);
  for (const search of searches) {
    await store.saveSearch({ ...search, address: readdressed(search.address, carried.datasetIds) });
  }
  return searches;
}

function parseSearches(text: string): SavedSearch[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isSearch) ? value : null;
  } catch {
    return null;
  }
}

function isSearch(value: unknown): value is SavedSearch {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, savedAt, address, pictures } = value as Partial<Record<keyof SavedSearch, unknown>>;
  const isText = [id, name, address].every((text) => typeof text === "string");
  const areHashes = Array.isArray(pictures) && pictures.every((hash) => typeof hash === "string");
  return isText && areHashes && typeof savedAt === "number" && datasetOf(address as string) !== null;
}

/** Null for an address that cannot be followed. */
function datasetOf(address: string): DatasetId | null {
  try {
    return parseAddress(address).choice.dataset;
  } catch (error) {
    if (isStudioError(error)) return null;
    throw error;
  }
}

function readdressed(address: string, datasetIds: ReadonlyMap<DatasetId, DatasetId>): string {
  const parsed = parseAddress(address);
  const { dataset } = parsed.choice;
  return writeAddress({ ...parsed, choice: { ...parsed.choice, dataset: datasetIds.get(dataset) ?? dataset } });
}
