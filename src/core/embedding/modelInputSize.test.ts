import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { modelInputSize, takesSize } from "./modelInputSize";

const read = (path: string) => new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url)));

/** A message of one field that has a length. */
const field = (number: number, ...parts: number[][]): number[] => {
  const bytes = parts.flat();
  return [number * 8 + 2, bytes.length, ...bytes];
};
const dimension = (...content: number[]) => field(1, content);

describe("modelInputSize", () => {
  it("reads the size of real networks", () => {
    expect(modelInputSize(read("public/models/default/model.onnx"))).toEqual({ height: 288, width: 288 });
    expect(modelInputSize(read("e2e/fixtures/tinyCheckpoint/model.onnx"))).toEqual({ height: 32, width: 32 });
  });

  it("gives null for a side with a name, and passes over what is of fixed width", () => {
    const named = dimension(0x12, 1, 66);
    const shape = field(2, named, dimension(8, 3), named, dimension(8, 0xa0, 2));
    const model = [0x0d, 1, 2, 3, 4, ...field(7, field(11, field(2, field(1, [8, 1], shape))))];
    expect(modelInputSize(Uint8Array.from(model))).toEqual({ height: null, width: 288 });
  });

  it("gives free sides for what is no network", () => {
    for (const bytes of [[], [0x3a], [0x3a, 200], [7], [1, 2, 3]]) {
      expect(modelInputSize(Uint8Array.from(bytes))).toEqual({ height: null, width: null });
    }
  });
});

it("a network takes its fixed size alone, and any where it is free", () => {
  expect(takesSize({ height: 2, width: null }, { height: 2, width: 9 })).toBe(true);
  expect(takesSize({ height: 2, width: null }, { height: 3, width: 9 })).toBe(false);
});
