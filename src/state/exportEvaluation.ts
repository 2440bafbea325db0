import { formatCsvRecord } from "../core/dataset/csv";
import { judgedList } from "../core/metrics/judgedQueries";
import { candidateItem, type Evaluation, evaluationTitle, queryItem } from "./evaluateStore";
import { fileName } from "./exportItems";
import { services } from "./services";

/** Saves what each query came to, as CSV: ranks count from 1, cells are empty where there is nothing to find. */
export function exportQueries(evaluation: Evaluation): void {
  const rows = judgedList(evaluation.queries).map(({ averagePrecision, firstHit, relevantCount, best }, place) => {
    const item = queryItem(evaluation, place);
    const isCounted = relevantCount > 0;
    return [
      item?.itemId ?? "",
      item?.identity ?? "",
      isCounted ? String(averagePrecision) : "",
      firstHit >= 0 ? String(firstHit + 1) : "",
      candidateItem(evaluation, best[0] ?? -1)?.itemId ?? "",
    ];
  });
  const lines = [["query", "identity", "average_precision", "first_match_rank", "first_hit"], ...rows];
  const csv = lines.map((cells) => `${formatCsvRecord(cells)}\r\n`).join("");
  services().saveFile(new Blob([csv], { type: "text/csv" }), `${fileName(evaluationTitle(evaluation))} queries.csv`);
}
