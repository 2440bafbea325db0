import { z } from "zod";

/** How many checks held. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

/** Reads vitest's JSON report. */
export function tallyVitest(text: string): Tally {
  const report = vitestReport.parse(JSON.parse(text));
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

/** Reads Playwright's JSON report. A flaky test passed at its second try only: here that is a failure. */
export function tallyPlaywright(text: string): Tally {
  const { expected, unexpected, flaky, skipped } = playwrightReport.parse(JSON.parse(text)).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** Reads what `npm run golden` prints: a line `file  implementation  passed/total` each. */
export function tallyGolden(text: string): Tally {
  const counts = [...text.matchAll(/^\S+ +\S.* (\d+)\/(\d+)$/gm)];
  if (counts.length === 0) throw new Error("expected lines that end with passed/total; found none");
  const sum = (group: 1 | 2): number => counts.reduce((total, count) => total + Number(count[group]), 0);
  return { passed: sum(1), failed: sum(2) - sum(1), skipped: 0 };
}

/** Reads pytest's JUnit report, whose first `testsuite` element counts everything. */
export function tallyJunit(text: string): Tally {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? "";
  const count = (name: string): number => {
    const digits = new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1];
    if (digits === undefined) throw new Error(`expected a testsuite with a count of ${name}; found "${suite}"`);
    return Number(digits);
  };
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped") };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = (name: keyof Tally): number => tallies.reduce((total, tally) => total + tally[name], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}
