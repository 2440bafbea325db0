import type { Ranking } from "../core/ranking/ranking";
import type { SearchBackend } from "../core/search/searchIndex";

/** Which backend a user, or a test, wants. `auto` is a hardware WebGPU adapter, else WASM, else plain JavaScript. */
export type BackendChoice = "auto" | "webgpu" | "wasm" | "javascript";

/**
 * Which rows of the file are meant, in this order: row i of the opened table is row `rows[i]` of the file. Without it all are.
 */
interface Selection {
  readonly rows?: Uint32Array<ArrayBuffer>;
}

/**
 * Where a search worker finds its rows. `url`: an .npy file of the page's origin ([N, D] float16 or float32, C order).
 * `opfs`: an .npy file in the origin's private file system, rescored from there without holding it in memory.
 * `store`: a store of the companion, by the absolute address of its API (`…/api/stores/ID`).
 * `file`: an .npy file that a user dropped. `vectors`: numbers of the page, [N, D] row-major.
 */
export type TableSource =
  | { readonly kind: "url"; readonly url: string }
  | ({ readonly kind: "opfs"; readonly path: string } & Selection)
  | { readonly kind: "store"; readonly baseUrl: string }
  | { readonly kind: "file"; readonly file: Blob }
  | { readonly kind: "vectors"; readonly vectors: Float32Array<ArrayBuffer>; readonly dimension: number };

/** Rows that the page itself can read. */
export type PageTableSource = Exclude<TableSource, { readonly kind: "store" }>;

/** What is open in a worker, to be shown as it is. `firstRow` is the shard's place in the whole table. */
export interface OpenedTable {
  readonly firstRow: number;
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  /** Codes, scales and buffers that this worker holds for the table. */
  readonly residentBytes: number;
}

/** What a page must know to decide how many workers share a table. */
export interface TablePlan {
  readonly rows: number;
  readonly dimension: number;
  readonly backendKind: SearchBackend["kind"];
}

/** One search worker: holds one shard of rows. The page's bridge opens as many as it wants and merges their rankings. */
export interface SearchService {
  /** What opening a table would come to on this machine, from its header alone. */
  planTable(source: TableSource, backend: BackendChoice): Promise<TablePlan>;
  /** Opens rows `shard.index` of `shard.count` equal parts. Opening again replaces what was open. */
  openTable(
    source: TableSource,
    shard: { readonly index: number; readonly count: number },
    backend: BackendChoice,
  ): Promise<OpenedTable>;
  /** Rankings of [Q, D] queries over this shard, rows counted in the whole table. */
  search(jobId: number, queries: Float32Array, topK: number): Promise<Ranking[]>;
  /** Stored vectors [rows.length, D] of rows of this shard (counted in the whole table). */
  readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>>;
  cancel(jobId: number): void;
  closeTable(): void;
}
