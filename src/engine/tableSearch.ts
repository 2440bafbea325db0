import type {
  BackendChoice,
  OpenedTable,
  PageTableSource,
  SearchService,
  TablePlan,
  TableSource,
} from "../contracts/searchService";
import type { Ranking } from "../core/ranking/ranking";
import type { SearchBackend, SearchIndex } from "../core/search/searchIndex";
import { CompanionSearch } from "./companion/companionSearch";
import { openShardVectors, type Shard } from "./opfs/shardVectors";
import { readTableHeader } from "./opfs/tableBytes";
import { chooseBackendKind, openIndex } from "./searchBackends";

/** What is open, wherever its vectors lie. */
interface OpenShard extends OpenedTable {
  readonly index: SearchIndex;
  /** Stored vectors of rows counted in the whole table. */
  readonly readVectors: (rows: Uint32Array) => Promise<Float32Array<ArrayBuffer>>;
  readonly close: () => void;
}

/** The search service of one worker: one shard of a table, and the index over it. */
export class TableSearch implements SearchService {
  private open: OpenShard | null = null;
  private readonly jobs = new Map<number, AbortController>();

  async planTable(source: TableSource, backend: BackendChoice): Promise<TablePlan> {
    if (source.kind === "store") {
      const { rows, dimension } = await CompanionSearch.open(source.baseUrl);
      return { rows, dimension, backendKind: "companion" };
    }
    const { rows, dimension } = await readTableHeader(source);
    return { rows, dimension, backendKind: await chooseBackendKind(backend) };
  }

  async openTable(source: TableSource, shard: Shard, backend: BackendChoice): Promise<OpenedTable> {
    const open = source.kind === "store" ? await openStore(source.baseUrl) : await openShard(source, shard, backend);
    this.closeTable();
    this.open = open;
    const { firstRow, rows, dimension, residentBytes } = open;
    return { firstRow, rows, dimension, backend: open.backend, residentBytes };
  }

  async search(jobId: number, queries: Float32Array, topK: number): Promise<Ranking[]> {
    const { firstRow, index } = this.opened();
    const job = new AbortController();
    this.jobs.set(jobId, job);
    try {
      const rankings = await index.search(queries, Math.min(topK, index.rows), job.signal);
      for (const { rows } of rankings) for (let i = 0; i < rows.length; i++) rows[i]! += firstRow;
      return rankings;
    } finally {
      this.jobs.delete(jobId);
    }
  }

  readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    return this.opened().readVectors(rows);
  }

  cancel(jobId: number): void {
    this.jobs.get(jobId)?.abort();
  }

  closeTable(): void {
    this.open?.close();
    this.open = null;
  }

  private opened(): OpenShard {
    if (this.open === null) throw new Error("a table must be opened before it is searched");
    return this.open;
  }
}

async function openShard(source: PageTableSource, shard: Shard, backend: BackendChoice): Promise<OpenShard> {
  const stored = await openShardVectors(source, shard);
  const { firstRow, dimension } = stored.vectors;
  try {
    const opened = await openIndex(stored.vectors, backend);
    return {
      firstRow,
      rows: opened.index.rows,
      dimension,
      backend: withNote(opened.backend, stored.note),
      residentBytes: stored.residentBytes + opened.residentBytes,
      index: opened.index,
      readVectors: (rows) => {
        const vectors = new Float32Array(rows.length * dimension);
        stored.vectors.read(
          rows.map((row) => row - firstRow),
          vectors,
        );
        return Promise.resolve(vectors);
      },
      close: () => {
        opened.index.dispose();
        stored.close();
      },
    };
  } catch (error) {
    stored.close();
    throw error;
  }
}

/** A store is never cut into shards: its companion has cores of its own. */
async function openStore(baseUrl: string): Promise<OpenShard> {
  const index = await CompanionSearch.open(baseUrl);
  const { rows, dimension, backend } = index;
  const readVectors = (wanted: Uint32Array) => index.readVectors(wanted);
  return { firstRow: 0, rows, dimension, backend, residentBytes: 0, index, readVectors, close: () => index.dispose() };
}

function withNote(backend: SearchBackend, note: string | null): SearchBackend {
  return note === null ? backend : { ...backend, name: `${backend.name}; ${note}` };
}
