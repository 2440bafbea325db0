import type { JobRequest } from "../../src/contracts/companionApi";
import type { JobKind } from "../jobs/jobKind";
import { measureRecall } from "./measureRecall";
import type { StoreRegistry } from "./storeRegistry";

type BuildRequest = Extract<JobRequest, { kind: "build-index" }>;
type MeasureRequest = Extract<JobRequest, { kind: "measure-recall" }>;

/** Builds a store's index. How far it is cannot be told, only that it goes on. */
export function buildIndexJob(registry: StoreRegistry): JobKind<BuildRequest> {
  return {
    check: ({ store, parameters }) => registry.checkIndex(store, parameters),
    run: async ({ request, signal, report }) => {
      const tell = (stage: string): void => report({ stage, done: 0, total: null });
      await registry.buildIndex(request.store, request.parameters, { signal, report: tell });
      return null;
    },
  };
}

/** Compares a store's index with exact search. */
export function measureRecallJob(registry: StoreRegistry): JobKind<MeasureRequest> {
  return {
    check: async ({ store }) => {
      await registry.read(store);
    },
    run: async ({ request: { store, queries, topK }, signal, report }) => {
      const stage = "searching through the index, and exactly";
      const tell = (done: number): void => report({ stage, done, total: queries });
      await measureRecall(registry, store, { queries, topK, signal, report: tell });
      return null;
    },
  };
}
