import type { Matrix } from "../numeric/matrix";
import { mixNeighbors, othersNearby, similarityWeight } from "./mixNeighbors";
import type { FindNeighbors, Neighbors } from "./neighbors";
import type { AugmentGalleryStep } from "./rankRecipe";

/**
 * Database-side augmentation: every vector of the gallery becomes a mean of itself and its neighbors there. Four published
 * forms:
 *
 * - `dirtorch`: itself and k others, each times similarity^alpha, to unit length. Its own similarity is set to 0 instead of
 *   being left out, so that it stands among its neighbors where k reaches similarities below 0.
 * - `deep-retrieval`: the k + 1 nearest, itself among them, with weights 1, k/k, (k - 1)/k … 1/k, divided by their sum.
 * - `pyretri`: the sum of itself and its k nearest others, to unit length. The first of the k + 1 nearest is taken for itself.
 * - `isc21`: the k nearest, itself among them, each times similarity³, summed, to unit length.
 *
 * @param gallery [N, D]
 * @returns [N, D]
 * @see dirtorch/test_dir.py; figitaki/deep-retrieval test.py; PyRetri database_augmentation.py; ISC21 scripts/postprocess.py
 */
export async function augmentGallery(
  gallery: Matrix,
  { form, k, alpha }: Pick<AugmentGalleryStep, "form" | "k" | "alpha">,
  find: FindNeighbors,
): Promise<Matrix> {
  switch (form) {
    case "dirtorch": {
      const nearby = await othersNearby(find, gallery, gallery, {
        count: k,
        ownRows: Int32Array.from({ length: gallery.rows }, (_, row) => row),
      });
      const neighbors = withOwnAtZero(nearby, Math.min(k, gallery.rows));
      const weightOf = similarityWeight(alpha);
      return mixNeighbors(gallery, gallery, neighbors, {
        ownWeight: 1,
        weightOf,
        divisor: "count",
        isNormalized: true,
      });
    }
    case "deep-retrieval": {
      const weightOf = (place: number): number => (place === 0 ? 1 : (k - place + 1) / k);
      const neighbors = await find(gallery, gallery, k + 1);
      return mixNeighbors(gallery, gallery, neighbors, {
        ownWeight: 0,
        weightOf,
        divisor: "weights",
        isNormalized: false,
      });
    }
    case "pyretri": {
      const weightOf = (place: number): number => (place === 0 ? 0 : 1);
      const neighbors = await find(gallery, gallery, k + 1);
      return mixNeighbors(gallery, gallery, neighbors, {
        ownWeight: 1,
        weightOf,
        divisor: "nothing",
        isNormalized: true,
      });
    }
    case "isc21": {
      const neighbors = await find(gallery, gallery, k);
      const weightOf = similarityWeight(3);
      return mixNeighbors(gallery, gallery, neighbors, {
        ownWeight: 0,
        weightOf,
        divisor: "nothing",
        isNormalized: true,
      });
    }
  }
}

/** The `count` best of the lists when every row itself is among them with score 0. */
function withOwnAtZero(nearby: Neighbors, count: number): Neighbors {
  const rows = new Uint32Array(nearby.queries * count);
  const scores = new Float32Array(nearby.queries * count);
  for (let own = 0; own < nearby.queries; own++) {
    let isPlaced = false;
    let taken = 0;
    for (let place = 0; place < count; place++) {
      const at = own * nearby.count + taken;
      const isOwn = !isPlaced && (taken >= nearby.count || nearby.scores[at]! < 0);
      rows[own * count + place] = isOwn ? own : nearby.rows[at]!;
      scores[own * count + place] = isOwn ? 0 : nearby.scores[at]!;
      if (isOwn) isPlaced = true;
      else taken++;
    }
  }
  return { queries: nearby.queries, count, rows, scores };
}
