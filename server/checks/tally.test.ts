import { expect, it } from "vitest";

import { addTallies, tallyGolden, tallyJunit, tallyPlaywright, tallyVitest } from "./tally";

it("reads vitest's counts", () => {
  const text = JSON.stringify({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, success: false });
  expect(tallyVitest(text)).toEqual({ passed: 7, failed: 1, skipped: 2 });
});

it("counts a flaky end-to-end test as failed", () => {
  const text = JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 3, duration: 1 } });
  expect(tallyPlaywright(text)).toEqual({ passed: 5, failed: 3, skipped: 3 });
});

it("counts pytest's errors as failures and its skips apart", () => {
  const text = '<testsuites name="a"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1">';
  expect(tallyJunit(text)).toEqual({ passed: 4, failed: 3, skipped: 3 });
});

it("adds up golden files over languages", () => {
  const text = "resize_pil.json  typescript  20/20\nresize_pil.json  python:pillow  18/20\n\n38 of 40 passed\n";
  expect(tallyGolden(text)).toEqual({ passed: 38, failed: 2, skipped: 0 });
});

it.each([
  ["vitest", tallyVitest, "{}"],
  ["Playwright", tallyPlaywright, "[]"],
  ["pytest", tallyJunit, "<testsuites/>"],
  ["golden", tallyGolden, "Error: out of memory"],
])("refuses a %s report without counts", (_name, read, text) => {
  expect(() => read(text)).toThrow();
});

it("adds tallies", () => {
  const tally = { passed: 1, failed: 2, skipped: 3 };
  expect(addTallies([tally, tally])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(addTallies([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
