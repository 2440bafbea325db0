import { describe, expect, it } from "vitest";

import type { Matrix } from "../numeric/matrix";
import { rowOf } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { fuseCheckpoints } from "./fuseCheckpoints";
import { innerProductScorer } from "./innerProductScorer";
import { findNeighborsPlainly } from "./neighbors";
import type { RankedVectors } from "./rankedVectors";
import type { CheckpointFusion, SwitchedStep } from "./rankRecipe";

const tools = {
  findNeighbors: findNeighborsPlainly,
  scoreProducts: innerProductScorer,
  signal: new AbortController().signal,
};
const rules: readonly CheckpointFusion["rule"][] = ["concatenate", "distance-mean", "votes", "reciprocal-rank"];

function randomVectors(seed: number, columns: number): RankedVectors {
  const random = seededRandom(seed);
  const matrix = (rows: number): Matrix => ({
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, () => random.normal()),
  });
  return { queries: matrix(2), gallery: matrix(7), ownRows: null };
}

async function scores(
  vectors: readonly RankedVectors[],
  fusion: CheckpointFusion,
  steps: readonly SwitchedStep[] = [],
): Promise<number[]> {
  const { scorer } = await fuseCheckpoints(vectors, { steps, fusion }, [], tools);
  const into = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, into);
  return [...into];
}

describe("fuseCheckpoints", () => {
  const vectors = [randomVectors(1, 3), randomVectors(2, 5)];

  it("scores joined unit vectors by the weighted mean of cosines, whatever their lengths", async () => {
    const cosine = ({ queries, gallery }: RankedVectors, query: number, row: number): number => {
      const [a, b] = [rowOf(queries, query), rowOf(gallery, row)];
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const fused = await scores(vectors, { rule: "concatenate", weights: [3, 1] });
    fused.forEach((score, at) => {
      const [first, second] = vectors.map((each) => cosine(each, Math.floor(at / 7), at % 7));
      expect(score).toBeCloseTo(0.75 * first! + 0.25 * second!, 6);
    });
  });

  it("runs the steps over each checkpoint before it takes the mean of scores", async () => {
    const steps: SwitchedStep[] = [{ kind: "expand-queries", form: "dirtorch", k: 2, alpha: 2, times: 1, isOn: true }];
    const alone = await Promise.all(
      vectors.map((each) => scores([each], { rule: "distance-mean", weights: [] }, steps)),
    );
    const fused = await scores(vectors, { rule: "distance-mean", weights: [1, 3] }, steps);
    fused.forEach((score, at) => expect(score).toBeCloseTo((alone[0]![at]! + 3 * alone[1]![at]!) / 4, 6));
  });

  it.each(rules)("%s leaves one checkpoint alone as it is, and lets missing weights count 1", async (rule) => {
    const one = await scores([vectors[0]!], { rule, weights: [] });
    const { queries, gallery } = vectors[0]!;
    const products = new Float32Array(14);
    await innerProductScorer(queries, gallery).score(0, 2, products);
    expect(one).toEqual([...products]);
    expect(await scores(vectors, { rule, weights: [2, 2] })).toEqual(await scores(vectors, { rule, weights: [] }));
  });

  it.each(rules)("%s refuses weights that leave no checkpoint, and checkpoints of other items", async (rule) => {
    for (const weights of [
      [0, 0],
      [1, -1],
      [NaN, 1],
    ]) {
      await expect(scores(vectors, { rule, weights })).rejects.toMatchObject({ name: "RankRecipeError" });
    }
    const other = { ...vectors[1]!, queries: { rows: 1, columns: 5, values: new Float32Array(5) } };
    await expect(scores([vectors[0]!, other], { rule, weights: [] })).rejects.toMatchObject({
      name: "DimensionMismatchError",
      message: expect.stringContaining("2, 7 and 0") as unknown,
    });
  });
});
