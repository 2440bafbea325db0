import type { AnalysisService, JudgedTable } from "../contracts/analysisService";
import type { JudgedQuery } from "../core/metrics/judgedQuery";
import { RecoveringWorker } from "./recoveringWorker";

/** Judges rankings of one table in a worker of its own. */
export interface OpenedJudge {
  /** As `AnalysisService.judge` says. */
  judge(signal: AbortSignal, queries: Uint32Array, rankings: readonly Uint32Array[]): Promise<JudgedQuery[]>;
  close(): void;
}

/** Longer than the slowest honest answer, a block of complete rankings. */
const answerMs = 120_000;

/** Starts the analysis worker for one table. A worker that dies is replaced and asked again. */
export function openRankingJudge(table: JudgedTable): OpenedJudge {
  const worker = new RecoveringWorker<AnalysisService>({
    createWorker: () =>
      new Worker(new URL("../../workers/analysis.worker.ts", import.meta.url), { type: "module", name: "analysis" }),
    prepare: (service) => service.openJudgement(table),
    answerMs,
  });
  worker.start();
  return {
    judge: (signal, queries, rankings) => worker.answer(signal, (service) => service.judge(queries, rankings)),
    close: () => worker.end(),
  };
}
