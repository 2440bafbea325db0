import type { GallerySearch } from "../../src/bridges/searchBridge";
import { openGallerySearch } from "../../src/bridges/searchBridge";
import type { BackendChoice } from "../../src/contracts/searchService";
import { readNpy } from "../../src/core/embedding/embeddingTable";
import type { Ranking } from "../../src/core/ranking/ranking";

/** Chromium's measure of a page with its workers; part of its isolated pages only. */
declare global {
  interface Performance {
    measureUserAgentSpecificMemory?(): Promise<{
      breakdown: readonly { bytes: number; attribution: readonly { scope: string }[] }[];
    }>;
  }
}

const never = new AbortController().signal;

/** A gallery in this origin's files, a list of queries, and the clock of the search benchmark. */
export class SearchTrial {
  private constructor(
    private readonly search: GallerySearch,
    private readonly queries: Float32Array,
    private readonly openMs: number,
  ) {}

  /** Copies the vectors into a file of this origin, as the studio keeps them, and opens it. */
  static async open(vectorsUrl: string, queriesUrl: string, backend: BackendChoice): Promise<SearchTrial> {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle("bench.npy", { create: true });
    await (await fetch(vectorsUrl)).body?.pipeTo(await file.createWritable());
    const queries = readNpy(new Uint8Array(await (await fetch(queriesUrl)).arrayBuffer()));
    const start = performance.now();
    const search = await openGallerySearch(never, { kind: "opfs", path: "bench.npy" }, backend);
    const openMs = performance.now() - start;
    return new SearchTrial(search, queries.numbers as Float32Array, openMs);
  }

  get opened(): GallerySearch["opened"] & { readonly openMs: number } {
    return { ...this.search.opened, openMs: this.openMs };
  }

  /** From the call of the bridge to the rankings of queries `first` to `first + count`. */
  async time(first: number, count: number, topK: number): Promise<{ readonly ms: number; readonly rows: number[][] }> {
    const { dimension } = this.search.opened;
    const queries = this.queries.slice(first * dimension, (first + count) * dimension);
    const start = performance.now();
    const rankings = await this.search.search(never, queries, topK);
    const ms = performance.now() - start;
    return { ms, rows: rankings.map((ranking) => [...ranking.rows]) };
  }

  /** How many of the first `count` queries are ranked bit for bit as the head of the complete ranking, by plain brute force. */
  async countExact(count: number, topK: number): Promise<{ readonly exact: number; readonly completeMs: number }> {
    const { dimension, rows } = this.search.opened;
    const queries = this.queries.slice(0, count * dimension);
    const heads = await this.search.search(never, queries, topK);
    const start = performance.now();
    const complete = await this.search.search(never, queries, rows);
    const completeMs = (performance.now() - start) / count;
    const exact = heads.filter((head, query) => isHead(head, complete[query])).length;
    return { exact, completeMs };
  }

  /** Bytes of all workers of this page, by the browser's own measure; null where it offers none. */
  async workerBytes(): Promise<number | null> {
    const memory = await performance.measureUserAgentSpecificMemory?.();
    if (memory === undefined) return null;
    const ofWorkers = memory.breakdown.filter(({ attribution }) =>
      attribution.some(({ scope }) => scope.startsWith("DedicatedWorker")),
    );
    return ofWorkers.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

function isHead(head: Ranking, complete: Ranking | undefined): boolean {
  return head.rows.every((row, k) => row === complete?.rows[k] && head.scores[k] === complete.scores[k]);
}
