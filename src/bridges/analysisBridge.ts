import type {
  AnalysisService,
  MeasuredQueries,
  MeasuredSet,
  MeasureProgress,
  RankedHits,
  RerankedHits,
} from "../contracts/analysisService";
import type { PairedComparison } from "../core/metrics/compareOutcomes";
import type { RankRecipe, SwitchedStep } from "../core/ranking/rankRecipe";
import { RecoveringWorker } from "./recoveringWorker";
import { withCallbacks } from "./withCallbacks";
import { withJob } from "./withJob";

/** Ranks anew and measures, in a worker of its own that is started at the first question. */
export interface Analyst {
  /** Runs a recipe's steps over one query and its first hits. */
  rerank(signal: AbortSignal, hits: RankedHits, steps: readonly SwitchedStep[]): Promise<RerankedHits>;
  /**
   * Runs a recipe over all queries of a set.
   *
   * @param key names the set: tables that were read under the same key are not read again
   */
  measure(
    signal: AbortSignal,
    set: { readonly key: string } & MeasuredSet,
    recipe: Pick<RankRecipe, "steps" | "fusion">,
    onProgress: (progress: MeasureProgress) => void,
  ): Promise<MeasuredQueries>;
  /** Tests two systems by a value of each query, [Q] each, NaN where a query does not count. */
  compare(signal: AbortSignal, first: Float64Array, second: Float64Array): Promise<PairedComparison>;
  close(): void;
}

/** Whole sets may take long; a worker that dies says so by itself. */
const answerMs = 2 ** 31 - 1;

/** An analyst whose worker is replaced and asked again when it dies. */
export function makeAnalyst(): Analyst {
  let openKey: string | null = null;
  const worker = new RecoveringWorker<AnalysisService>({
    createWorker: () =>
      new Worker(new URL("../../workers/analysis.worker.ts", import.meta.url), { type: "module", name: "analysis" }),
    prepare: () => {
      openKey = null; // a new worker holds nothing
      return Promise.resolve();
    },
    answerMs,
  });
  const ask = <Result>(
    signal: AbortSignal,
    call: (service: AnalysisService, jobId: number) => Promise<Result>,
  ): Promise<Result> =>
    withJob(
      signal,
      (jobId) => worker.tell((service) => service.cancel(jobId)),
      (jobId) => worker.answer(signal, (service) => call(withCallbacks(service), jobId)),
    );
  return {
    rerank: (signal, hits, steps) => ask(signal, (service, jobId) => service.rerank(jobId, hits, steps)),
    measure: (signal, { key, ...set }, recipe, onProgress) =>
      ask(signal, async (service, jobId) => {
        if (openKey !== key) {
          openKey = null;
          await service.openSet(jobId, set, onProgress);
          openKey = key;
        }
        return service.measure(jobId, { steps: recipe.steps, fusion: recipe.fusion }, onProgress);
      }),
    compare: (signal, first, second) => ask(signal, (service, jobId) => service.compare(jobId, first, second)),
    close: () => worker.end(),
  };
}
