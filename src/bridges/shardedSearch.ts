import { mergeRankings } from "../core/ranking/mergeRankings";
import type { Ranking } from "../core/ranking/ranking";
import type { SearchBackend } from "../core/search/searchIndex";
import type { SearchShard } from "./searchShard";

/** What is open, over all its workers. */
export interface OpenedGallerySearch {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  readonly workers: number;
  /** Codes, scales and vectors that the workers hold. */
  readonly residentBytes: number;
}

/** A table that several workers hold in parts, searched as one. */
export class ShardedSearch {
  private constructor(
    readonly opened: OpenedGallerySearch,
    private readonly shards: readonly SearchShard[],
    /** The first row of each shard, ascending. */
    private readonly firstRows: readonly number[],
  ) {}

  /**
   * Opens all parts of one table; where one fails, none stays open.
   *
   * @param shards in order
   */
  static async open(signal: AbortSignal, shards: readonly SearchShard[]): Promise<ShardedSearch> {
    const opening = Promise.all(shards.map((shard) => shard.open(signal)));
    const parts = await opening.catch((error: unknown) => {
      for (const shard of shards) shard.close();
      throw error;
    });
    const [first] = parts;
    if (first === undefined) throw new Error("a table has at least one shard");
    const { dimension, backend } = first;
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const residentBytes = parts.reduce((sum, part) => sum + part.residentBytes, 0);
    return new ShardedSearch(
      { rows, dimension, backend, workers: parts.length, residentBytes },
      shards,
      parts.map((part) => part.firstRow),
    );
  }

  async search(signal: AbortSignal, queries: Float32Array, topK: number): Promise<Ranking[]> {
    const parts = await Promise.all(
      this.shards.map((shard) => shard.ask(signal, (service, jobId) => service.search(jobId, queries, topK))),
    );
    const [first = []] = parts;
    return first.map((_, query) =>
      mergeRankings(
        parts.flatMap((part) => part[query] ?? []),
        topK,
      ),
    );
  }

  async readVectors(signal: AbortSignal, rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    const { dimension } = this.opened;
    const vectors = new Float32Array(rows.length * dimension);
    const readShard = async (shard: SearchShard, s: number): Promise<void> => {
      const end = this.firstRows[s + 1] ?? Infinity;
      const from = this.firstRows[s] ?? 0;
      const places = [...rows.keys()].filter((place) => isWithin(rows[place], from, end));
      if (places.length === 0) return;
      const wanted = Uint32Array.from(places, (place) => rows[place] ?? 0);
      const part = await shard.ask(signal, (service) => service.readVectors(wanted));
      places.forEach((place, i) => vectors.set(part.subarray(i * dimension, (i + 1) * dimension), place * dimension));
    };
    await Promise.all(this.shards.map(readShard));
    return vectors;
  }

  close(): void {
    for (const shard of this.shards) shard.close();
  }
}

function isWithin(row: number | undefined, from: number, end: number): boolean {
  return row !== undefined && row >= from && row < end;
}
