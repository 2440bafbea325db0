import type { BackendChoice, OpenedTable, SearchService, TablePlan, TableSource } from "../contracts/searchService";
import type { CancelSignal } from "../core/cancelSignal";
import type { Ranking } from "../core/ranking/ranking";
import type { SearchBackend, SearchIndex } from "../core/search/searchIndex";
import { openShardVectors, type Shard, type ShardVectors } from "./opfs/shardVectors";
import { readTableHeader } from "./opfs/tableBytes";
import { chooseBackendKind, openIndex } from "./searchBackends";

interface OpenShard {
  readonly stored: ShardVectors;
  readonly index: SearchIndex;
}

class Cancellation implements CancelSignal {
  aborted = false;

  throwIfAborted(): void {
    if (this.aborted) throw new DOMException("The search was cancelled.", "AbortError");
  }
}

/** The search service of one worker: one shard of a table, and the index over it. */
export class TableSearch implements SearchService {
  private open: OpenShard | null = null;
  private readonly jobs = new Map<number, Cancellation>();

  async planTable(source: TableSource, backend: BackendChoice): Promise<TablePlan> {
    const { rows, dimension } = await readTableHeader(source);
    return { rows, dimension, backendKind: await chooseBackendKind(backend) };
  }

  async openTable(source: TableSource, shard: Shard, backend: BackendChoice): Promise<OpenedTable> {
    const stored = await openShardVectors(source, shard);
    try {
      const opened = await openIndex(stored.vectors, backend);
      this.closeTable();
      this.open = { stored, index: opened.index };
      return {
        firstRow: stored.vectors.firstRow,
        rows: opened.index.rows,
        dimension: opened.index.dimension,
        backend: withNote(opened.backend, stored.note),
        residentBytes: stored.residentBytes + opened.residentBytes,
      };
    } catch (error) {
      stored.close();
      throw error;
    }
  }

  async search(jobId: number, queries: Float32Array, topK: number): Promise<Ranking[]> {
    const { stored, index } = this.opened();
    const cancellation = new Cancellation();
    this.jobs.set(jobId, cancellation);
    try {
      const rankings = await index.search(queries, Math.min(topK, index.rows), cancellation);
      for (const { rows } of rankings) for (let i = 0; i < rows.length; i++) rows[i]! += stored.vectors.firstRow;
      return rankings;
    } finally {
      this.jobs.delete(jobId);
    }
  }

  readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    const { stored } = this.opened();
    const vectors = new Float32Array(rows.length * stored.vectors.dimension);
    stored.vectors.read(
      rows.map((row) => row - stored.vectors.firstRow),
      vectors,
    );
    return Promise.resolve(vectors);
  }

  cancel(jobId: number): void {
    const job = this.jobs.get(jobId);
    if (job !== undefined) job.aborted = true;
  }

  closeTable(): void {
    this.open?.index.dispose();
    this.open?.stored.close();
    this.open = null;
  }

  private opened(): OpenShard {
    if (this.open === null) throw new Error("a table must be opened before it is searched");
    return this.open;
  }
}

function withNote(backend: SearchBackend, note: string | null): SearchBackend {
  return note === null ? backend : { ...backend, name: `${backend.name}; ${note}` };
}
