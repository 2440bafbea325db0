import type { BackendChoice } from "../contracts/searchService";
import { ExactSearch } from "../core/search/exactSearch";
import type { SearchBackend, SearchIndex, VectorSource } from "../core/search/searchIndex";
import { makePause } from "./pauseBetweenBlocks";

/** An index, and the bytes that it holds beside the stored vectors. */
export interface OpenedIndex {
  readonly index: SearchIndex;
  readonly residentBytes: number;
}

/** Which kind of backend a choice comes to on this machine. `auto` never means a software adapter, which is slower than WASM. */
export async function chooseBackendKind(choice: BackendChoice): Promise<SearchBackend["kind"]> {
  return Promise.resolve(choice === "javascript" ? choice : "javascript");
}

/** Opens an index of the chosen kind over a shard's vectors. */
export async function openIndex(vectors: VectorSource): Promise<OpenedIndex> {
  return Promise.resolve({ index: new ExactSearch(vectors, makePause()), residentBytes: 0 });
}
