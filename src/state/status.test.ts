import { expect, test } from "vitest";

import { describeFallback, describeIsolation } from "./status";

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
