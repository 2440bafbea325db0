import { expect, it } from "vitest";

import { SparseRowsBuilder, transposeRows } from "./sparseRows";

/** 0 5 0 / 1 0 2 / 0 0 0 / 3 4 0 */
function sample() {
  const built = new SparseRowsBuilder(4, 0);
  built.add(1, 5);
  built.endRow();
  built.add(0, 1);
  built.add(2, 2);
  built.endRow();
  built.endRow();
  built.add(0, 3);
  built.add(1, 4);
  built.endRow();
  return built.build();
}

it("keeps entries row after row, empty rows too", () => {
  const { starts, columns, values } = sample();
  expect([[...starts], [...columns], [...values]]).toEqual([
    [0, 1, 3, 3, 5],
    [1, 0, 2, 0, 1],
    [5, 1, 2, 3, 4],
  ]);
});

it("grows beyond its guess", () => {
  const built = new SparseRowsBuilder(1, 0);
  for (let i = 0; i < 100; i++) built.add(i, i);
  built.endRow();
  expect(built.build().columns).toHaveLength(100);
});

it("turns columns into rows, by ascending row, without the rows before the first", () => {
  const turned = transposeRows(sample(), 3);
  expect([[...turned.starts], [...turned.columns], [...turned.values]]).toEqual([
    [0, 2, 4, 5],
    [1, 3, 0, 3, 1],
    [1, 3, 5, 4, 2],
  ]);
  expect([...transposeRows(sample(), 3, 2).columns]).toEqual([3, 3]);
});
