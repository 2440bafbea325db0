import { describe, expect, it } from "vitest";

import { type Matrix, rowOf } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { identityPairs } from "./identityPairs";
import type { WhitenStep } from "./rankRecipe";
import { whitenVectors } from "./whitenVectors";

const identitiesPerSet = 12;
const picturesPerIdentity = 4;

/** Pictures whose identity lies in three quiet dimensions, under a loud fourth one that says nothing. */
function noisyPictures(seed: number): { readonly rows: Matrix; readonly identities: number[] } {
  const random = seededRandom(seed);
  const identities = Array.from({ length: identitiesPerSet * picturesPerIdentity }, (_, row) => row % identitiesPerSet);
  const centers = identities.map(() => [random.normal(), random.normal(), random.normal()]);
  const values = identities.flatMap((identity) => {
    const center = centers[identity] ?? [];
    return [...center.map((value) => value + 0.05 * random.normal()), 5 * random.normal()];
  });
  return { rows: { rows: identities.length, columns: 4, values: Float32Array.from(values) }, identities };
}

const step: WhitenStep = { kind: "whiten", fit: "pairs", dimension: null, power: 0.5 };

/** Share of rows whose nearest other row is of their identity. */
function nearestShare(rows: Matrix, identities: readonly number[]): number {
  const isRight = identities.map((identity, row) => {
    const scores = identities.map((_, other) =>
      other === row ? -Infinity : dot(rowOf(rows, row), rowOf(rows, other)),
    );
    return identities[scores.indexOf(Math.max(...scores))] === identity;
  });
  return isRight.filter(Boolean).length / identities.length;
}

describe("whitening vectors", () => {
  it("learned from pairs finds identities that a whitening of the gallery's variance hides", async () => {
    const [ranked, others] = [noisyPictures(1), noisyPictures(2)];
    const vectors = { queries: ranked.rows, gallery: ranked.rows, ownRows: null };
    const tools = { negatives: others.rows, negativeIdentities: others.identities };
    const learned = await whitenVectors(vectors, step, tools);
    const principal = await whitenVectors(vectors, { ...step, fit: "principal" }, tools);
    expect(nearestShare(learned.gallery, ranked.identities)).toBeGreaterThan(0.9);
    expect(nearestShare(learned.gallery, ranked.identities)).toBeGreaterThan(
      nearestShare(principal.gallery, ranked.identities),
    );
  });

  it("keeps as many dimensions as are asked for, and refuses more than there are", async () => {
    const { rows, identities } = noisyPictures(3);
    const vectors = { queries: rows, gallery: rows, ownRows: null };
    const tools = { negatives: rows, negativeIdentities: identities };
    expect((await whitenVectors(vectors, { ...step, dimension: 2 }, tools)).gallery.columns).toBe(2);
    await expect(whitenVectors(vectors, { ...step, dimension: 5 }, tools)).rejects.toThrow("5 dimensions to keep");
  });

  it("says in words that there are no pairs, or too few", async () => {
    const { rows } = noisyPictures(4);
    const vectors = { queries: rows, gallery: rows, ownRows: null };
    await expect(whitenVectors(vectors, step, { negatives: null })).rejects.toMatchObject({
      name: "RankRecipeError",
      message: expect.stringContaining("found none among no such items") as string,
    });
    const labelled = { negatives: rows, negativeIdentities: [7, -1, 7, -1] };
    await expect(whitenVectors(vectors, step, labelled)).rejects.toThrow(
      "at least 4 pairs of one identity, one for each dimension, among items that are neither query nor gallery; found 1 among 48",
    );
  });
});

describe("pairs of one identity", () => {
  it("leave out rows without identity and rows that are alone", () => {
    expect(identityPairs([5, -1, 5, 3, -1, 5])).toEqual({ asking: [0, 0, 2], found: [2, 5, 5] });
  });

  it("are no more than ten a row", () => {
    expect(identityPairs(new Array<number>(30).fill(1)).asking.filter((row) => row === 0)).toHaveLength(10);
  });
});
