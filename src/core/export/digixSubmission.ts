import { nameOf } from "../dataset/importers/pathParts";
import type { RankLists } from "../ranking/rankLists";
import { fileNames, type NameRule } from "./fileNames";
import { submittedHits, tenBest } from "./tenBest";

const plainNames: NameRule = {
  nameOf,
  pattern: /^[^,{}\r\n]+$/,
  expected: "file names without commas, braces and line breaks",
};

/**
 * DIGIX 2020's `submission.csv`, which is not CSV: a line a query, its file name and those of the ten best gallery items in
 * braces, `query.jpg,{g1.jpg,…,g10.jpg}`. Names stand without folders.
 *
 * @throws StudioError ExportFormatError for fewer than ten hits, or names that the format cannot tell apart
 * @see the code of the second place, Jierui-Liu/Huawei_DIGIX_ImageRetri_Top2, SRC/index/index.py
 */
export function digixSubmission(lists: RankLists): string {
  const ten = tenBest(lists, "DIGIX's submission.csv");
  const gallery = fileNames(lists.galleryIds, plainNames);
  return fileNames(lists.queryIds, plainNames)
    .map((query, at) => {
      const rows = [...ten.subarray(at * submittedHits, (at + 1) * submittedHits)];
      return `${query},{${rows.map((row) => gallery[row] ?? "").join(",")}}\n`;
    })
    .join("");
}
