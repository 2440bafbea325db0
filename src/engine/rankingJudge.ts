import type { AnalysisService, JudgedTable } from "../contracts/analysisService";
import { type JudgedQuery, judgeQuery } from "../core/metrics/judgedQuery";

/** The analysis service of one worker. */
export class RankingJudge implements AnalysisService {
  #table: JudgedTable | null = null;

  openJudgement(table: JudgedTable): Promise<void> {
    this.#table = table;
    return Promise.resolve();
  }

  judge(queries: Uint32Array, rankings: readonly Uint32Array[]): Promise<JudgedQuery[]> {
    const table = this.#table;
    if (table === null) throw new Error("a judgement must be opened before rankings are judged");
    return Promise.resolve(rankings.map((ranked, i) => judgeQuery(ranked, queries[i]!, table)));
  }
}
