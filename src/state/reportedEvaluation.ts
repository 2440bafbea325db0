import type { QueryReview } from "../contracts/queryReview";
import type { ItemId } from "../core/dataset/item";
import type { EvaluationReport } from "../core/export/evaluationReport";
import type { ReportedHit, ReportedQuery } from "../core/export/reportedQuery";
import { figureSvg } from "../core/figures/figureSvg";
import { isMatchAt, type JudgedQuery, judgedQueryAt } from "../core/metrics/judgedQueries";
import { recipeSentences } from "../core/ranking/recipeSentences";
import { candidateItem, type Evaluation, evaluationTitle, queryItem } from "./evaluateStore";
import { evaluationFigures } from "./evaluationFigures";
import { evaluationSummary } from "./exportEvaluation";
import { type HitVerdict, type ItemVerdicts, verdictOn } from "./reviewVerdicts";
import { settingsStore } from "./settingsStore";

/** Hits of a query that a report shows. */
export const reportedHits = 10;

const figureSize = { width: 560, height: 260 };

/** Which queries a report shows. */
export interface ReportedPlaces {
  /** Among the queries of the evaluation. */
  readonly places: readonly number[];
  /** Why these, in a sentence. */
  readonly note: string;
}

/** What a report shows beside the evaluation itself. */
export interface ReportParts {
  readonly shown: ReportedPlaces;
  readonly reviews: ReadonlyMap<ItemId, QueryReview>;
  /** As `data:` URLs; one that could not be read is missing. */
  readonly pictures: ReadonlyMap<ItemId, string>;
  readonly verdicts: ItemVerdicts;
}

/** An evaluation as its report says it. */
export function reportedEvaluation(evaluation: Evaluation, parts: ReportParts): EvaluationReport {
  const { datasetName, checkpoints, recipe, rule, backend, milliseconds, plan, queries, at } = evaluation;
  const { metrics, context } = evaluationSummary(evaluation);
  const intervals = context.notes.find((note) => note.startsWith("intervals")) ?? "";
  return {
    title: `${datasetName}: ${evaluationTitle(evaluation)}`,
    date: new Date(at).toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" }),
    author: settingsStore.getState().author.trim(),
    summary: "",
    dataset: datasetName,
    counts: [
      { label: "Queries", count: queries.count },
      { label: "Gallery items", count: plan.galleryCount },
      ...leftOut(context.counts),
    ],
    checkpoints,
    settings: [
      { label: "A match is", text: ruleWords[rule] },
      { label: "Scores by", text: `${backend}, ${(milliseconds / 1000).toFixed(1)} s` },
    ],
    recipe: { title: recipe.title === "" ? recipe.name : recipe.title, steps: recipeSentences(recipe) },
    metrics,
    intervals: intervals === "" ? "" : `${intervals.replace("intervals", "Intervals")}.`,
    plots: evaluationFigures([evaluation]).map((figure) => ({
      svg: figureSvg(figure, figureSize),
      caption: `${figure.title}: ${figure.yLabel} by ${figure.xLabel}.`,
    })),
    queries: parts.shown.places.flatMap((place) => reportedQuery(evaluation, place, parts) ?? []),
    queriesNote: parts.shown.note,
    notes: context.notes.filter((note) => note !== intervals).map(sentence),
  };
}

const ruleWords: Readonly<Record<Evaluation["rule"], string>> = {
  identity: "an item of the same identity",
  "identity-other-sequence": "an item of the same identity; items of the query’s own sequence take no rank",
};

function leftOut(counts: Readonly<Record<string, number>>): { label: string; count: number }[] {
  const parts = [
    { label: "Not counted: nothing to find", count: counts["queries_with_nothing_to_find"] ?? 0 },
    { label: "Not counted: without a vector", count: counts["queries_without_a_vector"] ?? 0 },
  ];
  return parts.filter(({ count }) => count > 0);
}

function reportedQuery(evaluation: Evaluation, place: number, parts: ReportParts): ReportedQuery | null {
  const item = queryItem(evaluation, place);
  if (item === undefined) return null;
  const query = judgedQueryAt(evaluation.queries, place);
  return {
    path: item.itemId,
    identity: item.identity,
    picture: parts.pictures.get(item.itemId) ?? null,
    outcome: outcomeOf(query),
    note: parts.reviews.get(item.itemId)?.note.trim() ?? "",
    hits: [...query.best.subarray(0, reportedHits)].flatMap((candidate, rank): ReportedHit[] => {
      const hit = candidateItem(evaluation, candidate);
      if (hit === undefined) return [];
      return [
        {
          path: hit.itemId,
          identity: hit.identity,
          score: query.bestScores[rank] ?? NaN,
          verdict: query.relevantCount === 0 ? "unjudged" : isMatchAt(query, rank) ? "right" : "wrong",
          picture: parts.pictures.get(hit.itemId) ?? null,
          note: verdictWords(verdictOn(parts.verdicts, item.itemId, hit.itemId)),
        },
      ];
    }),
  };
}

function outcomeOf({ relevantCount, firstHit, averagePrecision, ranks }: JudgedQuery): string {
  if (relevantCount === 0) return "Nothing to find: not counted.";
  const found = ranks.filter((rank) => rank < reportedHits).length;
  const first = firstHit < 0 ? "no match found" : `first match at rank ${(firstHit + 1).toLocaleString("en-US")}`;
  return `Average precision ${averagePrecision.toFixed(4)}, ${first}, ${found} of ${relevantCount} among the first ${reportedHits}.`;
}

const kindWords: Readonly<Record<HitVerdict["kind"], string>> = {
  same: "shows the same",
  different: "shows another",
  unsure: "left open",
};

function verdictWords(verdict: HitVerdict | null): string {
  return verdict === null
    ? ""
    : `Decided by ${verdict.author === "" ? "someone" : verdict.author}: ${kindWords[verdict.kind]}.`;
}

function sentence(text: string): string {
  const whole = /[.!?]$/.test(text) ? text : `${text}.`;
  return whole.slice(0, 1).toUpperCase() + whole.slice(1);
}
