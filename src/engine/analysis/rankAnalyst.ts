import type {
  AnalysisService,
  MeasuredQueries,
  MeasuredSet,
  MeasureProgress,
  RankedHits,
  RerankedHits,
} from "../../contracts/analysisService";
import type { CancelSignal } from "../../core/cancelSignal";
import { compareOutcomes, type PairedComparison } from "../../core/metrics/compareOutcomes";
import type { CheckpointFusion, SwitchedStep } from "../../core/ranking/rankRecipe";
import { reorderHits } from "../../core/ranking/reorderHits";
import { runRankSteps } from "../../core/ranking/runRankSteps";
import { RunningJobs } from "../runningJobs";
import { measureSet, type OpenSet } from "./measuredSet";
import { openMeasuredSet } from "./openMeasuredSet";
import { makeRankTools, type RankKernels, type WorkerRankTools } from "./rankTools";

/** The analysis service of one worker. */
export class RankAnalyst implements AnalysisService {
  readonly #jobs = new RunningJobs();
  readonly #loadKernels: () => Promise<RankKernels | null>;
  #kernels: Promise<RankKernels | null> | null = null;
  #set: OpenSet | null = null;

  /** @param loadKernels null where this engine has no WASM SIMD */
  constructor(loadKernels: () => Promise<RankKernels | null>) {
    this.#loadKernels = loadKernels;
  }

  rerank(jobId: number, given: RankedHits, steps: readonly SwitchedStep[]): Promise<RerankedHits> {
    return this.#jobs.run(jobId, async (signal) => {
      const tools = await this.#tools(signal);
      const startedAt = performance.now();
      const { dimension, query, hits, ownPlace } = given;
      const gallery = { rows: hits.length / dimension, columns: dimension, values: hits };
      const vectors = {
        queries: { rows: query.length / dimension, columns: dimension, values: Float32Array.from(query) },
        gallery,
        ownRows: ownPlace < 0 ? null : new Int32Array(query.length / dimension).fill(ownPlace),
      };
      const { scorer, minScore, notes } = await runRankSteps(vectors, steps, { ...tools, negatives: null });
      const scores = new Float32Array(scorer.queries * gallery.rows);
      await scorer.score(0, scorer.queries, scores);
      const best = bestOfViews(scores, gallery.rows);
      const fitted = steps.filter(({ kind, isOn }) => isOn && (kind === "whiten" || kind === "quantize"));
      return {
        ...reorderHits(best, ownPlace, minScore),
        milliseconds: performance.now() - startedAt,
        notes: [...notes, ...fitted.map(({ kind }) => `${kind}: fitted on these hits, not on the whole gallery`)],
      };
    });
  }

  openSet(jobId: number, set: MeasuredSet, onProgress: (progress: MeasureProgress) => void): Promise<void> {
    return this.#jobs.run(jobId, async (signal) => {
      this.#set = null;
      this.#set = await openMeasuredSet(set, signal, onProgress);
    });
  }

  measure(
    jobId: number,
    recipe: { readonly steps: readonly SwitchedStep[]; readonly fusion: CheckpointFusion },
    onProgress: (progress: MeasureProgress) => void,
  ): Promise<MeasuredQueries> {
    return this.#jobs.run(jobId, async (signal) => {
      const set = this.#set;
      if (set === null) throw new Error("a set must be opened before it is measured");
      return measureSet(set, recipe, await this.#tools(signal), onProgress);
    });
  }

  compare(jobId: number, first: Float64Array, second: Float64Array): Promise<PairedComparison> {
    return this.#jobs.run(jobId, () => Promise.resolve(compareOutcomes(first, second)));
  }

  cancel(jobId: number): void {
    this.#jobs.cancel(jobId);
  }

  async #tools(signal: CancelSignal): Promise<WorkerRankTools> {
    return makeRankTools(await (this.#kernels ??= this.#loadKernels()), signal);
  }
}

/** Each hit's score for the view that it matches best: [V, K] to [K]. */
function bestOfViews(scores: Float32Array<ArrayBuffer>, hits: number): Float32Array<ArrayBuffer> {
  const best = scores.slice(0, hits);
  for (let at = hits; at < scores.length; at++) best[at % hits] = Math.max(best[at % hits]!, scores[at]!);
  return best;
}
