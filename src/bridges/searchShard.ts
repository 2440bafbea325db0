import type { Remote } from "comlink";

import type { BackendChoice, OpenedTable, SearchService, TableSource } from "../contracts/searchService";
import { RecoveringWorker } from "./recoveringWorker";

/** What a worker must open, kept so that another can open it in its place. */
export interface ShardOrder {
  readonly source: TableSource;
  readonly shard: { readonly index: number; readonly count: number };
  readonly backend: BackendChoice;
}

/** Longer than the slowest honest answer: opening a large table over a network, complete rankings of a batch. */
const ANSWER_MS = 600_000;

let lastJobId = 0;

/** Makes a search worker. */
export function createSearchWorker(): Worker {
  return new Worker(new URL("../../workers/search.worker.ts", import.meta.url), { type: "module" });
}

/** One shard of a table in a worker of its own. When the worker or its device is lost, another opens the shard again. */
export class SearchShard {
  readonly #worker: RecoveringWorker<SearchService>;
  #opening: Promise<OpenedTable> | null = null;

  constructor(order: ShardOrder) {
    this.#worker = new RecoveringWorker<SearchService>({
      createWorker: createSearchWorker,
      prepare: (service) => (this.#opening = service.openTable(order.source, order.shard, order.backend)),
      answerMs: ANSWER_MS,
    });
  }

  /** Opens the shard, unless it is open, and says what it holds. */
  async open(signal: AbortSignal): Promise<OpenedTable> {
    return this.#worker.answer(signal, () => this.#opening ?? Promise.reject(new Error("the worker opens no table")));
  }

  /** Asks the worker with a job id of its own, which is cancelled when the caller cancels. */
  async ask<Answer>(
    signal: AbortSignal,
    ask: (service: Remote<SearchService>, jobId: number) => Promise<Answer>,
  ): Promise<Answer> {
    const jobId = ++lastJobId;
    const cancel = () => this.#worker.tell((service) => service.cancel(jobId));
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await this.#worker.answer(signal, (service) => ask(service, jobId));
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  close(): void {
    this.#worker.end();
  }
}
