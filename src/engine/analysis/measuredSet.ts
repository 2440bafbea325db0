import type { MeasuredQueries, MeasuredSet, MeasureProgress } from "../../contracts/analysisService";
import { StudioError } from "../../core/errors";
import { type EvaluationPlan, queriesInBlock } from "../../core/metrics/evaluationPlan";
import { type JudgedScores, judgeScores } from "../../core/metrics/judgeScores";
import { type Matrix, pickRows } from "../../core/numeric/matrix";
import { fuseCheckpoints } from "../../core/ranking/fuseCheckpoints";
import type { RankedVectors } from "../../core/ranking/rankedVectors";
import type { CheckpointFusion, SwitchedStep } from "../../core/ranking/rankRecipe";
import type { WorkerRankTools } from "./rankTools";

/** A set in memory. */
export interface OpenSet {
  readonly plan: EvaluationPlan;
  /** Candidates that are in the gallery, in order: what scores are of. */
  readonly galleryRows: Uint32Array<ArrayBuffer>;
  /** By checkpoint. */
  readonly vectors: readonly RankedVectors[];
  readonly negatives: readonly Matrix[];
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
    vectors: tables.map((table) => ({
      queries: pickRows(table, rowsOf(plan.queries)),
      gallery: pickRows(table, rowsOf(galleryRows)),
      ownRows: ownRows.some((row) => row >= 0) ? ownRows : null,
    })),
    negatives: tables.map((table) => pickRows(table, others)),
  };
}

/** Ranks all queries by a recipe, and judges them by identity. A row that is both query and gallery never finds itself. */
export async function measureSet(
  set: OpenSet,
  { steps, fusion }: { readonly steps: readonly SwitchedStep[]; readonly fusion: CheckpointFusion },
  tools: WorkerRankTools,
  onProgress: (progress: MeasureProgress) => void,
): Promise<MeasuredQueries> {
  const { plan, galleryRows, vectors, negatives } = set;
  const startedAt = performance.now();
  const on = steps.filter(({ isOn }) => isOn).length;
  const { scorer, minScore, notes } = await fuseCheckpoints(vectors, { steps, fusion }, negatives, {
    ...tools,
    onStep: async (step, done, total) => {
      onProgress({ stage: "preparing", done: step + done / total, total: Math.max(1, on) });
      await turn();
    },
  });
  const relevant = rowsByIdentity(set);
  const queries: JudgedScores[] = [];
  const block = queriesInBlock(galleryRows.length);
  const scores = new Float32Array(block * galleryRows.length);
  for (let from = 0; from < plan.queries.length; from += block) {
    tools.signal.throwIfAborted();
    onProgress({ stage: "ranking", done: from, total: plan.queries.length });
    const to = Math.min(plan.queries.length, from + block);
    await scorer.score(from, to, scores);
    for (let query = from; query < to; query++) {
      const identity = plan.identities[plan.queries[query]!]!;
      const ownRow = vectors[0]?.ownRows?.[query] ?? -1;
      const of = scores.subarray((query - from) * galleryRows.length, (query - from + 1) * galleryRows.length);
      const wanted = (relevant.get(identity) ?? noRows).filter((row) => row !== ownRow);
      const judged = judgeScores(of, { identity, relevant: wanted, ownRow, minScore }, mostBest);
      queries.push({ ...judged, best: judged.best.map((place) => galleryRows[place]!) });
    }
    await turn();
  }
  if (queries.every(({ relevantCount }) => relevantCount === 0)) throw nothingToFind(queries.length);
  return { queries, milliseconds: performance.now() - startedAt, notes, backend: tools.backend };
}

const noRows = new Uint32Array();
/** How many of each query's best rows are kept to be shown. */
const mostBest = 10;

/** Places in the gallery by identity. */
function rowsByIdentity({ plan, galleryRows }: OpenSet): ReadonlyMap<number, Uint32Array<ArrayBuffer>> {
  const places = new Map<number, number[]>();
  galleryRows.forEach((candidate, place) => {
    const identity = plan.identities[candidate]!;
    const within = places.get(identity);
    if (within === undefined) places.set(identity, [place]);
    else within.push(place);
  });
  return new Map([...places].map(([identity, rows]) => [identity, Uint32Array.from(rows)]));
}

function nothingToFind(count: number): StudioError {
  return new StudioError(
    "MeasurementError",
    `expected queries with a gallery item of their identity; none of ${count} has one`,
    "Look at the data set's identities and roles: a query must show what a gallery item shows too.",
  );
}

/** Lets messages in, so that a cancel can arrive. */
function turn(): Promise<void> {
  return new Promise((resume) => setTimeout(resume));
}
