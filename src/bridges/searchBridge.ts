import type { BackendChoice, SearchService, TablePlan, TableSource } from "../contracts/searchService";
import { formatNpyHeader } from "../core/embedding/npy";
import type { Ranking } from "../core/ranking/ranking";
import { abortable } from "./abortable";
import { createSearchWorker, SearchShard } from "./searchShard";
import { type OpenedGallerySearch, ShardedSearch } from "./shardedSearch";
import { startWorker } from "./startWorker";

/** An open gallery, searched by one worker or several. */
export interface GallerySearch {
  readonly opened: OpenedGallerySearch;
  /** Rankings of queries [Q, D]; `topK` at or above the number of rows gives complete rankings, or the backend's longest. */
  search(signal: AbortSignal, queries: Float32Array, topK: number): Promise<Ranking[]>;
  /** Stored vectors [rows.length, D], in the order of `rows`. */
  readVectors(signal: AbortSignal, rows: Uint32Array): Promise<Float32Array<ArrayBuffer>>;
  close(): void;
}

/** Below this a worker of its own costs more than it saves. */
const LEAST_ROWS_A_WORKER = 8192;
const MOST_WORKERS = 8;

/** Opens a gallery's vectors in as many workers as its size and this machine's cores make worthwhile. */
export async function openGallerySearch(
  signal: AbortSignal,
  source: TableSource,
  backend: BackendChoice,
): Promise<GallerySearch> {
  const shared = source.kind === "vectors" ? asFile(source) : source;
  const planner = startWorker<SearchService>(createSearchWorker);
  const plan = Promise.race([planner.service.planTable(shared, backend), planner.death]);
  const count = workersFor(await abortable(signal, plan).finally(() => planner.terminate()));
  const shards = Array.from(
    { length: count },
    (_, index) => new SearchShard({ source: shared, shard: { index, count }, backend }),
  );
  return ShardedSearch.open(signal, shards);
}

function workersFor({ rows, backendKind }: TablePlan): number {
  if (backendKind === "webgpu" || backendKind === "companion") return 1;
  const cores = Math.min(navigator.hardwareConcurrency, MOST_WORKERS);
  return Math.max(1, Math.min(cores, Math.floor(rows / LEAST_ROWS_A_WORKER)));
}

/** Workers share a Blob without copying it, and a worker that replaces a dead one finds it still there. */
function asFile({ vectors, dimension }: TableSource & { readonly kind: "vectors" }): TableSource {
  const header = formatNpyHeader({ rows: vectors.length / dimension, dimension, dtype: "float32" });
  return { kind: "file", file: new Blob([header, vectors]) };
}
