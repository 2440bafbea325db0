import { type EvaluationPlan, noSequence } from "../../core/metrics/evaluationPlan";
import type { ScoreJudgement } from "../../core/metrics/judgeScores";

const none = new Uint32Array();

/** The rows of a set, as a plan names them. */
interface JudgedSet {
  readonly plan: EvaluationPlan;
  /** Candidates that are in the gallery, in order. */
  readonly galleryRows: Uint32Array;
  /** Place in the gallery of each candidate; -1 for those that are queries alone. */
  readonly placeInGallery: Int32Array;
}

/** What each query of a set should find, and which rows take no rank for it. */
export class SetJudgements {
  readonly #plan: EvaluationPlan;
  readonly #placeInGallery: Int32Array;
  readonly #sequenceAtPlace: Uint32Array | null;
  readonly #byIdentity: ReadonlyMap<number, Uint32Array>;

  constructor({ plan, galleryRows, placeInGallery }: JudgedSet) {
    const { sequences } = plan;
    this.#plan = plan;
    this.#placeInGallery = placeInGallery;
    this.#sequenceAtPlace = sequences === null ? null : galleryRows.map((candidate) => sequences[candidate]!);
    this.#byIdentity = placesByIdentity(plan, galleryRows);
  }

  /** @param query its place among the plan's queries. The query itself, where it is in the gallery too, takes no rank. */
  of(query: number): Omit<ScoreJudgement, "minScore"> {
    const candidate = this.#plan.queries[query]!;
    const identity = this.#plan.identities[candidate]!;
    const own = this.#placeInGallery[candidate]!;
    const { relevant, junk } = this.#plan.truth === null ? this.#byLabels(candidate) : this.#byTruth(query);
    return {
      identity,
      relevant: relevant.filter((place) => place !== own),
      ignored: own < 0 ? junk : Uint32Array.of(...junk, own),
    };
  }

  #byLabels(candidate: number): { readonly relevant: Uint32Array; readonly junk: Uint32Array } {
    const same = this.#byIdentity.get(this.#plan.identities[candidate]!) ?? none;
    const sequence = this.#plan.sequences?.[candidate];
    const at = this.#sequenceAtPlace;
    if (sequence === undefined || sequence === noSequence || at === null) return { relevant: same, junk: none };
    return {
      relevant: same.filter((place) => at[place] !== sequence),
      junk: same.filter((place) => at[place] === sequence),
    };
  }

  #byTruth(query: number): { readonly relevant: Uint32Array; readonly junk: Uint32Array } {
    const { truth } = this.#plan;
    if (truth === null) return { relevant: none, junk: none };
    const part = (candidates: Uint32Array, ends: Uint32Array): Uint32Array =>
      candidates
        .subarray(query === 0 ? 0 : ends[query - 1]!, ends[query])
        .map((candidate) => this.#placeInGallery[candidate]!);
    return { relevant: part(truth.relevant, truth.relevantEnds), junk: part(truth.junk, truth.junkEnds) };
  }
}

/** Places in the gallery by identity. */
function placesByIdentity(
  plan: EvaluationPlan,
  galleryRows: Uint32Array,
): ReadonlyMap<number, Uint32Array<ArrayBuffer>> {
  const places = new Map<number, number[]>();
  galleryRows.forEach((candidate, place) => {
    const identity = plan.identities[candidate]!;
    const within = places.get(identity);
    if (within === undefined) places.set(identity, [place]);
    else within.push(place);
  });
  return new Map([...places].map(([identity, rows]) => [identity, Uint32Array.from(rows)]));
}
