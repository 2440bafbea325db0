import {
  averagePrecisionAtK,
  averagePrecisionAtR,
  tiedAveragePrecision,
  trapezoidAveragePrecision,
} from "./averagePrecisionForms";
import type { Metric, QueryMetric } from "./metric";
import { bestMatchingF1, globalAveragePrecision, microAveragePrecision, recallAtPrecision } from "./predictions";
import { hitAtK, inversePenalty, precisionAtK, precisionToLastMatch, rPrecision } from "./rankMeasures";

const skipped = "Queries with nothing to find are left out. Ties stand by the lower row. Junk takes no rank.";
const pairTies =
  "Among equal scores wrong pairs come first. Pairs that are not among the first ten hits count as not found.";

type Words = Pick<Metric, "id" | "label" | "definition" | "source"> & { readonly edgeCases?: string };

function query(words: Words, valueOf: QueryMetric["valueOf"], isPerIdentity = false): QueryMetric {
  return { kind: "query", edgeCases: skipped, ...words, valueOf, isPerIdentity };
}

/** CMC at a rank. */
export function hitMetric(k: number): QueryMetric {
  const words = {
    id: `rank-${k}`,
    label: `rank-${k}`,
    definition: `Share of queries with a match among the first ${k === 1 ? "hit" : `${k} hits`} (CMC at rank ${k}, recall@${k} of metric learning).`,
    source: "Zheng et al., Scalable Person Re-identification, ICCV 2015",
  };
  return query(words, ({ ranks, relevantCount }) => hitAtK(ranks, relevantCount, k));
}

/** Every metric, in the order in which they are shown. */
export const allMetrics: readonly Metric[] = [
  query(
    {
      id: "mAP",
      label: "mAP",
      definition: "Mean over queries of the mean of precisions at the ranks of their matches (rectangles).",
      source: "Zheng et al., Scalable Person Re-identification, ICCV 2015; fast-reid's eval_market1501",
    },
    ({ averagePrecision }) => averagePrecision,
  ),
  hitMetric(1),
  hitMetric(5),
  hitMetric(10),
  query(
    {
      id: "mINP",
      label: "mINP",
      definition: "Mean of R over the rank of the last match: how much a person must look through to find all.",
      source: "Ye et al., Deep learning for person re-identification, TPAMI 2022, section 4.2",
      edgeCases: `${skipped} 0 where a match is not found, as below a threshold.`,
    },
    ({ ranks, relevantCount }) => inversePenalty(ranks, relevantCount),
  ),
  query(
    {
      id: "R-precision",
      label: "R-precision",
      definition: "Share of matches among the first R hits of a query that has R matches.",
      source: "Musgrave et al., A metric learning reality check, ECCV 2020",
    },
    ({ ranks, relevantCount }) => rPrecision(ranks, relevantCount),
  ),
  query(
    {
      id: "MAP@R",
      label: "MAP@R",
      definition: "Average precision of the first R hits over R, where R is the query's number of matches.",
      source: "Musgrave et al., A metric learning reality check, ECCV 2020, section 3.2",
    },
    ({ ranks, relevantCount }) => averagePrecisionAtR(ranks, relevantCount),
  ),
  query(
    {
      id: "mAP@10",
      label: "mAP@10",
      definition: "Average precision of the first ten hits, over the smaller of R and 10.",
      source: "DIGIX 2020 image retrieval, DIRA; as Google Landmarks' mAP@100",
    },
    ({ ranks, relevantCount }) => averagePrecisionAtK(ranks, relevantCount, 10),
  ),
  query(
    {
      id: "mAP@100",
      label: "mAP@100",
      definition: "Average precision of the first hundred hits, over the smaller of R and 100.",
      source: "Weyand et al., Google Landmarks Dataset v2, CVPR 2020",
    },
    ({ ranks, relevantCount }) => averagePrecisionAtK(ranks, relevantCount, 100),
  ),
  query(
    {
      id: "mAP-trapezoid",
      label: "mAP (trapezoids)",
      definition:
        "Mean over queries of the area under precision and recall by trapezoids, where precision before the first rank is 1.",
      source: "Philbin et al., CVPR 2007; Radenović et al., Revisiting Oxford and Paris, CVPR 2018 (compute_ap)",
    },
    ({ ranks, relevantCount }) => trapezoidAveragePrecision(ranks, relevantCount),
  ),
  query(
    {
      id: "mAP-tied",
      label: "mAP (ties at once)",
      definition: "As mAP, but hits of equal score are found at once, each with the precision at the end of the tie.",
      source: "scikit-learn's average_precision_score, which DeepPatent's evaluation calls",
      edgeCases:
        "Queries with nothing to find are left out. The order within a tie does not matter. Junk takes no rank.",
    },
    ({ tieEnds, relevantCount }) => tiedAveragePrecision(tieEnds, relevantCount),
  ),
  query(
    {
      id: "P@10",
      label: "P@10",
      definition: "Share of matches among the first ten hits, over ten even where fewer matches exist.",
      source: "Google Landmarks retrieval's MeanPrecisions",
    },
    ({ ranks, relevantCount }) => precisionAtK(ranks, relevantCount, 10),
  ),
  query(
    {
      id: "mP@10",
      label: "mP@10",
      definition: "Share of matches among the first ten hits, or up to the last match where that stands earlier.",
      source: "Radenović et al., Revisiting Oxford and Paris, CVPR 2018 (compute_map)",
    },
    ({ ranks, relevantCount }) => precisionToLastMatch(ranks, relevantCount, 10),
  ),
  query(
    {
      id: "DIGIX",
      label: "DIGIX score",
      definition: "Half rank-1 and half mAP@10.",
      source: "Huawei DIGIX 2020, large-scale image retrieval",
    },
    ({ ranks, relevantCount }) =>
      0.5 * hitAtK(ranks, relevantCount, 1) + 0.5 * averagePrecisionAtK(ranks, relevantCount, 10),
  ),
  query(
    {
      id: "fast-reid",
      label: "fast-reid metric",
      definition: "Half mAP and half rank-1, by which fast-reid keeps its best model.",
      source: "fast-reid, ReidEvaluator",
    },
    ({ averagePrecision, ranks, relevantCount }) => 0.5 * averagePrecision + 0.5 * hitAtK(ranks, relevantCount, 1),
  ),
  query(
    {
      id: "mAP-per-identity",
      label: "mAP per identity",
      definition:
        "Average precision averaged within each identity first, so that identities of many queries weigh no more.",
      source: "Macro average; none of the benchmarks prints it",
    },
    ({ averagePrecision }) => averagePrecision,
    true,
  ),
  query(
    {
      id: "rank-1-per-identity",
      label: "rank-1 per identity",
      definition: "Rank-1 averaged within each identity first.",
      source: "Macro average; none of the benchmarks prints it",
    },
    ({ ranks, relevantCount }) => hitAtK(ranks, relevantCount, 1),
    true,
  ),
  {
    kind: "pair",
    id: "uAP",
    label: "µAP",
    definition: "Area under precision and recall over the first ten hits of all queries together, by one threshold.",
    edgeCases: `${pairTies} Hits of queries with nothing to find count as wrong.`,
    source: "Douze et al., The 2021 image similarity dataset and challenge, arXiv:2106.09672",
    valueOf: ({ firstTen }, weights) => microAveragePrecision(firstTen, weights),
  },
  {
    kind: "pair",
    id: "R@P90",
    label: "recall at 90 % precision",
    definition: "Largest share of matching pairs found by a threshold at which nine pairs of ten are right.",
    edgeCases: `${pairTies} 0 where no threshold reaches the precision.`,
    source: "Douze et al., arXiv:2106.09672; drivendata's scoring of ISC21",
    valueOf: ({ firstTen }, weights) => recallAtPrecision(firstTen, 0.9, weights)?.recall ?? 0,
  },
  {
    kind: "pair",
    id: "GAP",
    label: "GAP",
    definition: "Micro average precision of the first hits alone, each query asking for one answer.",
    edgeCases: "Answers to queries with nothing to find count as wrong; among equal scores wrong answers come first.",
    source: "Google Landmarks recognition's GlobalAveragePrecision",
    valueOf: ({ first }, weights) => globalAveragePrecision(first, weights),
  },
  {
    kind: "pair",
    id: "F1",
    label: "F1 of matching",
    definition:
      "Best F1, over thresholds, of answering with the first hit: precision over queries that answer, recall over those with something to find.",
    edgeCases:
      "Answers to queries with nothing to find count as wrong. Equal scores are answered together. 0 where no answer is right.",
    source: "Tianchi Taobao Live 2020, F1 of matches",
    valueOf: ({ first }, weights) => bestMatchingF1(first, weights)?.f1 ?? 0,
  },
];

/** A metric by its id. */
export function metricById(id: string): Metric | undefined {
  return allMetrics.find((metric) => metric.id === id);
}

/** The metrics that are shown before others are asked for. */
export const mainMetrics: readonly string[] = ["mAP", "rank-1", "rank-5", "rank-10", "mINP", "mAP-per-identity"];
