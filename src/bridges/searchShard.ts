import type { BackendChoice, OpenedTable, SearchService, TableSource } from "../contracts/searchService";
import { isStudioError } from "../core/errors";
import { abortable } from "./abortable";
import { type StartedWorker, startWorker } from "./startWorker";

/** What a worker must open, kept so that another can open it in its place. */
export interface ShardOrder {
  readonly source: TableSource;
  readonly shard: { readonly index: number; readonly count: number };
  readonly backend: BackendChoice;
}

/** A worker's service as this side of the border sees it. */
type RemoteSearch = StartedWorker<SearchService>["service"];

/** Starts a search worker. */
export function startSearchWorker(): StartedWorker<SearchService> {
  return startWorker(() => new Worker(new URL("../../workers/search.worker.ts", import.meta.url), { type: "module" }));
}

let lastJobId = 0;

/** One shard of a table in a worker of its own. When the worker or its device is lost, another opens the shard again. */
export class SearchShard {
  private constructor(
    private readonly order: ShardOrder,
    private worker: StartedWorker<SearchService>,
    private opening: Promise<OpenedTable>,
  ) {}

  static async open(signal: AbortSignal, order: ShardOrder): Promise<SearchShard> {
    const worker = startSearchWorker();
    const shard = new SearchShard(order, worker, openIn(worker, order));
    try {
      await abortable(signal, shard.opening);
      return shard;
    } catch (error) {
      shard.close();
      throw error;
    }
  }

  get opened(): Promise<OpenedTable> {
    return this.opening;
  }

  /**
   * Asks the worker, and after a loss once more the worker in its place.
   *
   * @param ask gets the service and the id that `cancel` knows this call by
   */
  async ask<Answer>(
    signal: AbortSignal,
    ask: (service: RemoteSearch, jobId: number) => Promise<Answer>,
  ): Promise<Answer> {
    const asked = this.worker;
    try {
      return await this.askOnce(signal, ask);
    } catch (error) {
      if (!isLoss(error)) throw error;
      if (this.worker === asked) this.replaceWorker();
      return this.askOnce(signal, ask);
    }
  }

  close(): void {
    this.worker.terminate();
  }

  private async askOnce<Answer>(
    signal: AbortSignal,
    ask: (service: RemoteSearch, jobId: number) => Promise<Answer>,
  ): Promise<Answer> {
    await abortable(signal, this.opening);
    const { service, death } = this.worker;
    const jobId = ++lastJobId;
    const cancel = () => void service.cancel(jobId);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await abortable(signal, Promise.race([ask(service, jobId), death]));
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  private replaceWorker(): void {
    this.worker.terminate();
    this.worker = startSearchWorker();
    this.opening = openIn(this.worker, this.order);
  }
}

function openIn(worker: StartedWorker<SearchService>, order: ShardOrder): Promise<OpenedTable> {
  const opening = Promise.race([worker.service.openTable(order.source, order.shard, order.backend), worker.death]);
  // Whoever asks next awaits it and meets the failure.
  opening.catch(() => undefined);
  return opening;
}

function isLoss(error: unknown): boolean {
  return isStudioError(error) && (error.name === "WorkerLostError" || error.name === "DeviceLostError");
}
