import type { MeasuredQueries, MeasuredSet, MeasureProgress } from "../../contracts/analysisService";
import { StudioError } from "../../core/errors";
import { type EvaluationPlan, queriesInBlock } from "../../core/metrics/evaluationPlan";
import { estimateMetrics } from "../../core/metrics/estimateMetrics";
import { type JudgedQuery, packJudged } from "../../core/metrics/judgedQueries";
import { judgeScores } from "../../core/metrics/judgeScores";
import { PairCounter } from "../../core/metrics/pairHistogram";
import { type Matrix, pickRows } from "../../core/numeric/matrix";
import { fuseCheckpoints } from "../../core/ranking/fuseCheckpoints";
import type { RankedVectors } from "../../core/ranking/rankedVectors";
import type { CheckpointFusion, SwitchedStep } from "../../core/ranking/rankRecipe";
import type { WorkerRankTools } from "./rankTools";
import { SetJudgements } from "./setJudgements";

/** A set in memory. */
export interface OpenSet {
  readonly plan: EvaluationPlan;
  /** Candidates that are in the gallery, in order: what scores are of. */
  readonly galleryRows: Uint32Array<ArrayBuffer>;
  /** Place in the gallery of each candidate; -1 for those that are queries alone. */
  readonly placeInGallery: Int32Array<ArrayBuffer>;
  /** By checkpoint. */
  readonly vectors: readonly RankedVectors[];
  readonly negatives: readonly Matrix[];
  /** [M] -1 where one has none. */
  readonly negativeIdentities: Int32Array<ArrayBuffer>;
}

/**
 * Parts vectors into queries, gallery and all others.
 *
 * @param tables [N, D] by checkpoint: `rows` of the plan are theirs
 * @param shown the plan that results are told by, should its rows be others
 */
export function arrangeSet(
  tables: readonly Matrix[],
  { plan, others }: Pick<MeasuredSet, "plan" | "others">,
  shown: EvaluationPlan = plan,
): OpenSet {
  const galleryRows = Uint32Array.from(plan.isGallery.keys()).filter((candidate) => plan.isGallery[candidate] === 1);
  const placeInGallery = new Int32Array(plan.rows.length).fill(-1);
  galleryRows.forEach((candidate, place) => (placeInGallery[candidate] = place));
  const ownRows = Int32Array.from(plan.queries, (candidate) => placeInGallery[candidate]!);
  const rowsOf = (candidates: Uint32Array): Uint32Array => candidates.map((candidate) => plan.rows[candidate]!);
  return {
    plan: shown,
    galleryRows,
    placeInGallery,
    vectors: tables.map((table) => ({
      queries: pickRows(table, rowsOf(plan.queries)),
      gallery: pickRows(table, rowsOf(galleryRows)),
      ownRows: ownRows.some((row) => row >= 0) ? ownRows : null,
    })),
    negatives: tables.map((table) => pickRows(table, others.rows)),
    negativeIdentities: others.identities,
  };
}

/** Ranks all queries by a recipe, and judges them by identity. A row that is both query and gallery never finds itself. */
export async function measureSet(
  set: OpenSet,
  { steps, fusion }: { readonly steps: readonly SwitchedStep[]; readonly fusion: CheckpointFusion },
  tools: WorkerRankTools,
  onProgress: (progress: MeasureProgress) => void,
): Promise<MeasuredQueries> {
  const { plan, galleryRows, vectors, negatives, negativeIdentities } = set;
  const startedAt = performance.now();
  const on = steps.filter(({ isOn }) => isOn).length;
  const { scorer, minScore, notes } = await fuseCheckpoints(vectors, { steps, fusion }, negatives, {
    ...tools,
    negativeIdentities,
    onStep: async (step, done, total) => {
      onProgress({ stage: "preparing", done: step + done / total, total: Math.max(1, on) });
      await turn();
    },
  });
  const judgements = new SetJudgements(set);
  const pairs = new PairCounter();
  const judged: Omit<JudgedQuery, "averagePrecision" | "firstHit">[] = [];
  const block = queriesInBlock(galleryRows.length);
  const scores = new Float32Array(block * galleryRows.length);
  for (let from = 0; from < plan.queries.length; from += block) {
    tools.signal.throwIfAborted();
    onProgress({ stage: "ranking", done: from, total: plan.queries.length });
    const to = Math.min(plan.queries.length, from + block);
    await scorer.score(from, to, scores);
    for (let query = from; query < to; query++) {
      const of = scores.subarray((query - from) * galleryRows.length, (query - from + 1) * galleryRows.length);
      const judgement = judgements.of(query);
      const one = judgeScores(of, { ...judgement, minScore }, mostBest);
      pairs.add(of, judgement.relevant);
      judged.push({ ...one, best: one.best.map((place) => galleryRows[place]!) });
    }
    await turn();
  }
  if (judged.every(({ relevantCount }) => relevantCount === 0)) throw nothingToFind(judged.length);
  const queries = packJudged(judged);
  onProgress({ stage: "estimating", done: 0, total: 1 });
  const metrics = await estimateMetrics(queries, { resamples, seed, pause: () => stopAtCancel(tools) });
  return {
    queries,
    metrics,
    pairs: pairs.histogram(histogramBins),
    milliseconds: performance.now() - startedAt,
    notes,
    backend: tools.backend,
  };
}

/** How many of each query's best rows are kept to be shown. */
const mostBest = 10;
const histogramBins = 120;
/** Of the bootstrap over queries. */
const resamples = 1000;
const seed = 7;

async function stopAtCancel({ signal }: WorkerRankTools): Promise<void> {
  await turn();
  signal.throwIfAborted();
}

function nothingToFind(count: number): StudioError {
  return new StudioError(
    "MeasurementError",
    `expected queries with a gallery item that matches; none of ${count} has one`,
    "Look at the data set's identities and roles: a query must show what a gallery item shows too.",
  );
}

/** Lets messages in, so that a cancel can arrive. */
function turn(): Promise<void> {
  return new Promise((resume) => setTimeout(resume));
}
