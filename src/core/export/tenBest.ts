import { listedHits, type RankLists } from "../ranking/rankLists";
import { exportError } from "./exportError";

/** How many gallery items a challenge asks for. */
export const submittedHits = 10;

/**
 * The ten best gallery rows of every query, [Q, 10], for challenges that ask for exactly ten.
 *
 * @param format the file's name, for messages
 * @throws StudioError ExportFormatError where a query has fewer
 */
export function tenBest(lists: RankLists, format: string): Uint32Array<ArrayBuffer> {
  const ten = new Uint32Array(lists.queryIds.length * submittedHits);
  for (const [query, id] of lists.queryIds.entries()) {
    const hits = listedHits(lists, query, submittedHits);
    if (hits.length < submittedHits) {
      throw exportError(
        `${submittedHits} gallery items for each query, as ${format} has`,
        `${hits.length} for ${id} (the gallery has ${lists.galleryIds.length}, the lists keep ${lists.kept})`,
        "Evaluate a gallery of ten items at least, without a score threshold.",
      );
    }
    for (const [place, { row }] of hits.entries()) ten[query * submittedHits + place] = row;
  }
  return ten;
}
