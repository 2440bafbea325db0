import type { Matrix } from "../numeric/matrix";
import { checkVectorStep } from "./checkVectorStep";
import { mixNeighbors, type MixRule, type MixTools, othersNearby, similarityWeight } from "./mixNeighbors";
import { nearestByDistance } from "./nearestByDistance";
import type { FindNeighbors, Neighbors } from "./neighbors";
import type { AugmentGalleryStep } from "./rankRecipe";

/**
 * Database-side augmentation: every vector of the gallery becomes a mean of itself and its neighbors there. Four published
 * forms:
 *
 * - `dirtorch`: itself and k others, each times similarity^alpha, to unit length. Its own similarity is set to 0 instead of
 *   being left out, so that it stands among its neighbors where k reaches similarities below 0.
 * - `deep-retrieval`: the k + 1 nearest, itself among them, with weights 1, k/k, (k - 1)/k … 1/k, divided by their sum.
 * - `pyretri`: the sum of itself and its k nearest others by Euclidean distance, to unit length. The first of the k + 1
 *   nearest is taken for itself.
 * - `isc21`: the k nearest, itself among them, each times similarity³, summed, to unit length.
 *
 * All other forms go by inner product. k is clipped to what is there.
 *
 * @param gallery [N, D]
 * @param options k from 1; alpha from 0, of `dirtorch` alone
 * @returns [N, D]; a zero vector stays zero, or becomes what its neighbors are where they count without similarity
 * @throws StudioError as `checkVectorStep` does
 * @see dirtorch/test_dir.py; figitaki/deep-retrieval test.py; PyRetri database_augmentation.py; ISC21 scripts/postprocess.py
 */
export async function augmentGallery(
  gallery: Matrix,
  { form, k, alpha }: Pick<AugmentGalleryStep, "form" | "k" | "alpha">,
  { findNeighbors, report }: MixTools,
): Promise<Matrix> {
  checkVectorStep("augment-gallery", { k, alpha }, { "the gallery": gallery });
  const neighbors = await searches[form](findNeighbors, gallery, k);
  return mixNeighbors(gallery, { source: gallery, neighbors }, rules[form](k, alpha), report);
}

type Form = AugmentGalleryStep["form"];

const searches: Readonly<Record<Form, (find: FindNeighbors, gallery: Matrix, k: number) => Promise<Neighbors>>> = {
  dirtorch: nearbyWithOwnAtZero,
  "deep-retrieval": (find, gallery, k) => find(gallery, gallery, k + 1),
  pyretri: (find, gallery, k) => nearestByDistance(find)(gallery, gallery, k + 1),
  isc21: (find, gallery, k) => find(gallery, gallery, k),
};

const rules: Readonly<Record<Form, (k: number, alpha: number) => MixRule>> = {
  dirtorch: (_k, alpha) => ({
    ownWeight: 1,
    weightOf: similarityWeight(alpha),
    divisor: "count",
    isNormalized: true,
  }),
  "deep-retrieval": (k) => ({
    ownWeight: 0,
    weightOf: (place) => (place === 0 ? 1 : (k - place + 1) / k),
    divisor: "weights",
    isNormalized: false,
  }),
  pyretri: () => ({
    ownWeight: 1,
    weightOf: (place) => (place === 0 ? 0 : 1),
    divisor: "nothing",
    isNormalized: true,
  }),
  isc21: () => ({ ownWeight: 0, weightOf: similarityWeight(3), divisor: "nothing", isNormalized: true }),
};

/** The k best of every row when the row itself is among them with score 0. */
async function nearbyWithOwnAtZero(find: FindNeighbors, gallery: Matrix, k: number): Promise<Neighbors> {
  const ownRows = Int32Array.from({ length: gallery.rows }, (_, row) => row);
  const others = await othersNearby(find, gallery, gallery, { count: k, ownRows });
  const count = Math.min(k, gallery.rows);
  const rows = new Uint32Array(others.queries * count);
  const scores = new Float32Array(others.queries * count);
  for (let own = 0; own < others.queries; own++) {
    const nearby = others.scores.subarray(own * others.count, (own + 1) * others.count);
    const above = nearby.findIndex((score) => score < 0);
    const place = above >= 0 ? above : nearby.length;
    for (let at = 0; at < count; at++) {
      const from = own * others.count + (at < place ? at : at - 1);
      rows[own * count + at] = at === place ? own : others.rows[from]!;
      scores[own * count + at] = at === place ? 0 : others.scores[from]!;
    }
  }
  return { queries: others.queries, count, rows, scores };
}
