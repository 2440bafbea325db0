import {
  companionPaths,
  type CompanionStores,
  companionStoresSchema,
  type StoreRecord,
  storeRecordSchema,
  type StoreRequest,
} from "../contracts/companionApi";
import { askCompanion, readAnswer } from "./askCompanion";

/** The companion's stores of vectors. */
export interface Stores {
  list(signal: AbortSignal): Promise<CompanionStores>;
  read(signal: AbortSignal, id: string): Promise<StoreRecord>;
  create(signal: AbortSignal, request: StoreRequest): Promise<StoreRecord>;
  /** Appends [n, D] vectors to a store that has `first` rows. */
  append(signal: AbortSignal, id: string, first: number, vectors: Float32Array<ArrayBuffer>): Promise<StoreRecord>;
  remove(signal: AbortSignal, id: string): Promise<void>;
  /** Absolute address of a store's API, which a search is opened by. */
  urlOf(id: string): string;
}

/** @param baseUrl absolute address of the companion, with `/` at its end */
export function makeStores(baseUrl: string): Stores {
  const all = new URL(companionPaths.stores, baseUrl).href;
  const urlOf = (id: string): string => `${all}/${encodeURIComponent(id)}`;
  return {
    urlOf,
    list: async (signal) => readAnswer(companionStoresSchema, await askCompanion(all, { signal })),
    read: async (signal, id) => readAnswer(storeRecordSchema, await askCompanion(urlOf(id), { signal })),
    create: async (signal, request) => {
      const headers = { "Content-Type": "application/json" };
      const init = { signal, method: "POST", headers, body: JSON.stringify(request) };
      return readAnswer(storeRecordSchema, await askCompanion(all, init));
    },
    append: async (signal, id, first, vectors) => {
      const headers = { "Content-Type": "application/octet-stream" };
      const init = { signal, method: "POST", headers, body: vectors };
      return readAnswer(storeRecordSchema, await askCompanion(`${urlOf(id)}/rows?first=${first}`, init));
    },
    remove: async (signal, id) => {
      await askCompanion(urlOf(id), { signal, method: "DELETE" });
    },
  };
}
