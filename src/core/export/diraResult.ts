import type { RankLists } from "../ranking/rankLists";
import { exportError } from "./exportError";
import { npyOfIntegers } from "./npyBytes";
import { submittedHits, tenBest } from "./tenBest";

/** The order that the challenge counts in: the lines of its list files, paths without labels. */
export interface DiraOrder {
  /** Of `test_queries.txt`. */
  readonly queries: readonly string[];
  /** Of `test_database.txt`. */
  readonly gallery: readonly string[];
}

/**
 * DIRA's `result.npy`: int64 [Q, 10], each query's ten best places in the gallery list, best first, counted from 0. The
 * challenge took it in a zip.
 *
 * The numbers mean something beside the list files alone, so what is ranked is brought into their order where they are
 * given. A path of a list is found at the end of an item's path, as a data set may lie in folders above.
 *
 * @param order without it, queries and gallery are written in their own order
 * @throws StudioError ExportFormatError for fewer than ten hits, or lists that do not name what was ranked
 * @see the code of a contestant, zongyi1999/DIRA_Challenge, and the challenge's example
 */
export function diraResult(lists: RankLists, order?: DiraOrder): Uint8Array<ArrayBuffer> {
  const ten = tenBest(lists, "DIRA's result.npy");
  const queries = placesOf(lists.queryIds, order?.queries, "test_queries.txt");
  const gallery = placesOf(lists.galleryIds, order?.gallery, "test_database.txt");
  const result = new Uint32Array(ten.length);
  for (const [query, line] of queries.entries()) {
    for (let place = 0; place < submittedHits; place++) {
      result[line * submittedHits + place] = gallery[ten[query * submittedHits + place] ?? -1] ?? -1;
    }
  }
  return npyOfIntegers(result, [lists.queryIds.length, submittedHits]);
}

/** For each id, its line in a list, from 0; every line must be an id's, and every id must have one. */
function placesOf(ids: readonly string[], list: readonly string[] | undefined, file: string): Uint32Array {
  if (list === undefined) return Uint32Array.from(ids.keys());
  const lines = new Map(list.map((path, line) => [path, line]));
  const hint = "Export with the list files of the very pictures that were ranked.";
  const taken = new Set<number>();
  const places = Uint32Array.from(ids, (id) => {
    const line = lineOf(id, lines);
    if (line === undefined || taken.has(line)) throw exportError(`one line for each item in ${file}`, id, hint);
    taken.add(line);
    return line;
  });
  if (taken.size < list.length) {
    const missing = list.find((_, line) => !taken.has(line)) ?? "";
    throw exportError(
      `all ${list.length} pictures of ${file} to be ranked`,
      `${ids.length}, without ${missing}`,
      "Embed the missing pictures, then evaluate again.",
    );
  }
  return places;
}

/** The line of a path, or of the longest end of it that a list has. */
function lineOf(id: string, lines: ReadonlyMap<string, number>): number | undefined {
  for (let start = 0; ;) {
    const line = lines.get(id.slice(start));
    if (line !== undefined) return line;
    const slash = id.indexOf("/", start);
    if (slash < 0) return undefined;
    start = slash + 1;
  }
}
