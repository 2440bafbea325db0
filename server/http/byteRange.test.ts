import { expect, it } from "vitest";

import { byteRange } from "./byteRange";

it.each([
  ["bytes=0-0", { first: 0, last: 0 }],
  ["bytes=2-", { first: 2, last: 9 }],
  ["bytes=2-100", { first: 2, last: 9 }],
  ["bytes=-3", { first: 7, last: 9 }],
  ["bytes=-100", { first: 0, last: 9 }],
  ["bytes=10-", "beyond"],
  ["bytes=10-12", "beyond"],
  ["bytes=-0", "beyond"],
  [undefined, "whole"],
  ["bytes=-", "whole"],
  ["bytes=5-2", "whole"],
  ["bytes=0-1,3-4", "whole"],
  ["lines=0-1", "whole"],
])("of %s of ten bytes", (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected);
});

it("has no byte of an empty file", () => {
  expect(byteRange("bytes=0-", 0)).toBe("beyond");
  expect(byteRange("bytes=-1", 0)).toBe("beyond");
});
