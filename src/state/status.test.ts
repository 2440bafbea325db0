import { expect, test } from "vitest";

import type { SearchBackend } from "../core/search/searchIndex";
import { describeFallback, describeIsolation, describeSearch } from "./status";

test("says nothing of the GPU where nothing was refused", () => {
  expect(describeFallback([null, undefined])).toEqual([]);
});

test("gives each reason against the GPU once", () => {
  const reason = "the browser offers no WebGPU adapter";
  expect(describeFallback([reason, reason])).toEqual([{ label: "WebGPU", text: `not used: ${reason}` }]);
  expect(describeFallback([reason, "self-test failed"])[0]?.text).toBe(`not used: ${reason}; self-test failed`);
});

test("warns only of a page that is not isolated", () => {
  expect(describeIsolation(true)).toEqual([]);
  expect(describeIsolation(false)).toMatchObject([{ label: "Threads", isWarning: true }]);
});

test("says of an approximate search how good it was measured to be, or that nobody measured", () => {
  const backend = { kind: "companion", name: "companion, LanceDB", isSoftware: false } as const;
  const text = (approximation: NonNullable<SearchBackend["approximation"]>) =>
    describeSearch({ rows: 9, dimension: 2, workers: 1, residentBytes: 0, backend: { ...backend, approximation } })
      .text;
  expect(text({ recall: { value: 0.971, queries: 200, topK: 100 } })).toContain(
    "approximate, recall 0.97 on 200 queries",
  );
  expect(text({ recall: null })).toContain("approximate, recall not measured");
});
