import { expect, it } from "vitest";

import { parseVariedKeys } from "./seriesText";

it("reads a key a line, with numbers, texts, lists and what is quoted", () => {
  expect(
    parseVariedKeys(
      'batch.size = 32, 64\n\nsampler.kind = random\ninput.mean=[0, 0, 0], [0.5, 0.5, 0.5]\nx = "a, b", null',
    ),
  ).toEqual([
    { key: "batch.size", values: [32, 64] },
    { key: "sampler.kind", values: ["random"] },
    {
      key: "input.mean",
      values: [
        [0, 0, 0],
        [0.5, 0.5, 0.5],
      ],
    },
    { key: "x", values: ["a, b", null] },
  ]);
});

it.each(["batch.size", "= 3", "batch size = 3", "batch.size = "])("names the line of %j, which is none", (line) => {
  expect(() => parseVariedKeys(`a = 1\n${line}`)).toThrow("line 2: expected a key and its values");
});
