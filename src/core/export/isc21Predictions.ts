import { stemOf } from "../dataset/importers/pathParts";
import { listedHits, type RankLists } from "../ranking/rankLists";
import { exportError } from "./exportError";
import { fileNames, type NameRule } from "./fileNames";
import { npyOfAscii, npyOfFloats } from "./npyBytes";
import { submittedHits } from "./tenBest";

export const isc21Queries: NameRule = {
  nameOf: stemOf,
  pattern: /^Q\d{5,6}$/,
  expected: "queries named Q00000 as in ISC21",
};
export const isc21References: NameRule = {
  nameOf: stemOf,
  pattern: /^R\d{5,6}$/,
  expected: "gallery items named R000000 as in ISC21",
};

/** Pairs that are said to be copies, as columns of length P; at most ten a query, best first within each. */
export interface Isc21Predictions {
  readonly queryIds: readonly string[];
  readonly referenceIds: readonly string[];
  readonly scores: Float32Array;
}

/**
 * What ISC21's matching track takes: each query's best references with their scores, ten at most. A query whose list is
 * empty has no line; scores of all queries are compared with one another by the challenge's micro average precision.
 *
 * @throws StudioError ExportFormatError where pictures are not named as the challenge's are, or a score is no number
 * @see Douze et al., The 2021 image similarity dataset and challenge, arXiv:2106.09672
 */
export function isc21Predictions(lists: RankLists): Isc21Predictions {
  const queries = fileNames(lists.queryIds, isc21Queries);
  const references = fileNames(lists.galleryIds, isc21References);
  const pairs = queries.flatMap((query, at) => {
    return listedHits(lists, at, submittedHits).map(({ row, score }) => {
      const reference = references[row] ?? "";
      if (Number.isFinite(score)) return { query, reference, score };
      throw exportError("scores that are numbers", `${score} for ${query} and ${reference}`, "Choose another recipe.");
    });
  });
  return {
    queryIds: pairs.map(({ query }) => query),
    referenceIds: pairs.map(({ reference }) => reference),
    scores: Float32Array.from(pairs, ({ score }) => score),
  };
}

/**
 * The predictions as CSV with the header that the challenge's own reader skips. Scores have the digits that float32 needs:
 * the reader's six decimals would make ties of close ones.
 */
export function isc21Csv({ queryIds, referenceIds, scores }: Isc21Predictions): string {
  const lines = queryIds.map((query, i) => `${query},${referenceIds[i] ?? ""},${shortest(scores[i] ?? NaN)}\n`);
  return `query_id,reference_id,score\n${lines.join("")}`;
}

/** The predictions as files of an .npz: `query_ids`, `reference_ids` and `scores`, each [P]. */
export function isc21PredictionArrays(predictions: Isc21Predictions): Record<string, Uint8Array<ArrayBuffer>> {
  const { queryIds, referenceIds, scores } = predictions;
  return {
    "query_ids.npy": npyOfAscii(queryIds),
    "reference_ids.npy": npyOfAscii(referenceIds),
    "scores.npy": npyOfFloats(scores, [scores.length]),
  };
}

/** The shortest text that gives the same float32 back. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}
