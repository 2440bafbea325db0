import type { ItemId } from "../core/dataset/item";
import { evaluationReport } from "../core/export/evaluationReport";
import { judgedList, judgedQueryAt } from "../core/metrics/judgedQueries";
import { type ReviewOrder, reviewOrder } from "../core/metrics/reviewOrder";
import {
  candidateItem,
  evaluateStore,
  type Evaluation,
  evaluationTitle,
  findEvaluation,
  queryItem,
} from "./evaluateStore";
import { fileName } from "./exportItems";
import { readLedger } from "./ledgerStore";
import { reportedEvaluation, reportedHits, type ReportedPlaces } from "./reportedEvaluation";
import { readReportPictures } from "./reportPictures";
import { readReviews, reviewStore } from "./reviewStore";
import { itemVerdicts } from "./reviewVerdicts";
import { services } from "./services";
import { exportSlowly } from "./slowExport";

/** How many queries are shown where a person chose none. */
const shownUnchosen = 10;

const orderWords: Readonly<Record<ReviewOrder, string>> = {
  "lowest-ap": "the lowest average precision first",
  "smallest-margin": "the smallest margin between the best match and the best wrong hit first",
  "largest-disagreement": "the largest disagreement with the compared evaluation first",
  table: "as in the item table",
};

/** Saves an evaluation as an HTML file to be read and printed, with the queries that were chosen in the review. */
export async function exportReport(evaluation: Evaluation): Promise<void> {
  await exportSlowly("Writing the report", async (signal, report) => {
    const { dataset } = evaluation;
    const [reviews, entries] = await Promise.all([readReviews(dataset), readLedger(dataset)]);
    signal.throwIfAborted();
    const isChosen = (item: ItemId): boolean => reviews.get(item)?.isChosen === true;
    const shown = reportedPlaces(evaluation, isChosen);
    const pictures = await readReportPictures(signal, dataset, itemsOf(evaluation, shown), report);
    const html = evaluationReport(
      reportedEvaluation(evaluation, { shown, reviews, pictures, verdicts: itemVerdicts(entries) }),
    );
    const name = `${fileName(`${evaluation.datasetName} ${evaluationTitle(evaluation)}`)} report.html`;
    services().saveFile(new Blob([html], { type: "text/html" }), name);
  });
}

/** Which queries a report shows, in the order in which they are reviewed, and why these. */
export function reportedPlaces(evaluation: Evaluation, isChosen: (item: ItemId) => boolean): ReportedPlaces {
  const { order: wanted } = reviewStore.getState();
  const { evaluations, base } = evaluateStore.getState();
  const other = findEvaluation(evaluations, base);
  const isComparable = other !== null && other.queries.count === evaluation.queries.count && other !== evaluation;
  const order = wanted === "largest-disagreement" && !isComparable ? "lowest-ap" : wanted;
  const places = [
    ...reviewOrder(judgedList(evaluation.queries), order, isComparable ? judgedList(other.queries) : null),
  ];
  const chosen = places.filter((place) => {
    const item = queryItem(evaluation, place);
    return item !== undefined && isChosen(item.itemId);
  });
  const all = places.length.toLocaleString("en-US");
  if (chosen.length > 0) {
    return {
      places: chosen,
      note: `${chosen.length.toLocaleString("en-US")} of ${all} queries, chosen in the review; ${orderWords[order]}.`,
    };
  }
  return {
    places: places.slice(0, shownUnchosen),
    note: `No query was chosen: these are the first ${Math.min(shownUnchosen, places.length)} of ${all}, ${orderWords[order]}.`,
  };
}

function* itemsOf(evaluation: Evaluation, { places }: ReportedPlaces): Generator<ItemId> {
  for (const place of places) {
    const query = queryItem(evaluation, place);
    if (query !== undefined) yield query.itemId;
    for (const candidate of judgedQueryAt(evaluation.queries, place).best.subarray(0, reportedHits)) {
      const hit = candidateItem(evaluation, candidate);
      if (hit !== undefined) yield hit.itemId;
    }
  }
}
