import { expect, it } from "vitest";

import { squaredDistances } from "../numeric/distances";
import { type Matrix, rowOf } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { seededRandom } from "../numeric/random";
import { nearestByDistance } from "./nearestByDistance";
import { findNeighborsPlainly } from "./neighbors";
import { rankScores } from "./rankScores";

function randomMatrix(seed: number, rows: number, columns: number): Matrix {
  const random = seededRandom(seed);
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

it("orders rows of any length by their distance", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [queries, rows] = [randomMatrix(seed, 3, 5), randomMatrix(seed + 100, 12, 5)];
    const found = await nearestByDistance(findNeighborsPlainly)(queries, rows, 12);
    const distances = squaredDistances(queries, rows);
    for (let query = 0; query < queries.rows; query++) {
      const expected = rankScores(rowOf(distances, query).map((distance) => -distance)).rows;
      expect(found.rows.slice(query * 12, (query + 1) * 12)).toEqual(expected);
    }
  }
});

it("finds a long row far, which an inner product would find near", async () => {
  const query = { rows: 1, columns: 2, values: Float32Array.of(1, 0) };
  const rows = { rows: 2, columns: 2, values: Float32Array.of(5, 0, 0.9, 0.1) };
  expect([...(await findNeighborsPlainly(query, rows, 1)).rows]).toEqual([0]);
  expect([...(await nearestByDistance(findNeighborsPlainly)(query, rows, 1)).rows]).toEqual([1]);
});

it("searches rows of one length as they are", async () => {
  const [queries, rows] = [randomMatrix(1, 3, 5), normalizedRows(randomMatrix(2, 9, 5))];
  const searched: Matrix[] = [];
  const find = nearestByDistance((...asked) => {
    searched.push(asked[1]);
    return findNeighborsPlainly(...asked);
  });
  await find(queries, rows, 4);
  expect(searched).toEqual([rows]);
  expect(await find(queries, { rows: 0, columns: 5, values: new Float32Array() }, 4)).toMatchObject({ count: 0 });
});
