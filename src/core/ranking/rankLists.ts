/** Stands where a list ends sooner than others. */
export const noRow = 0xffffffff;

/** The best gallery items of many queries, best first. */
export interface RankLists {
  /** Paths of the queries, length Q. */
  readonly queryIds: readonly string[];
  /** Paths of the gallery, in the order that rows count in. */
  readonly galleryIds: readonly string[];
  /** K, how many places each list has. */
  readonly kept: number;
  /** [Q, K] places in `galleryIds`; `noRow` where a list ends sooner. */
  readonly rows: Uint32Array;
  /** [Q, K]; higher is better. */
  readonly scores: Float32Array;
}

/** A place of one query's list. */
export interface ListedHit {
  readonly row: number;
  readonly score: number;
}

/**
 * One query's list, best first.
 *
 * @param query its place among the queries
 * @param most how many hits are wanted; fewer where the list ends sooner
 */
export function listedHits(lists: RankLists, query: number, most = lists.kept): ListedHit[] {
  const { kept, rows, scores, galleryIds } = lists;
  const hits: ListedHit[] = [];
  for (let place = 0; place < Math.min(kept, most); place++) {
    const row = rows[query * kept + place] ?? noRow;
    if (row === noRow) break;
    if (row >= galleryIds.length) throw new Error(`row ${row} lies beyond the ${galleryIds.length} of the gallery`);
    hits.push({ row, score: scores[query * kept + place] ?? NaN });
  }
  return hits;
}
