import { expect, it } from "vitest";

import type { CompanionRun, RunPhase } from "../../src/contracts/companionRuns";
import { waitingRun } from "./newRun";
import { endingOf } from "./runEnding";

const asked = { name: "n", recipe: "tiny", device: "cpu", folder: "f", startWeights: null } as const;
const run = (phase: RunPhase): CompanionRun => ({ ...waitingRun("id", asked, { items: 4, identities: 2 }), phase });
const told = '{"kind":"failed","name":"RecipeError","message":"batch.size: expected 1 or more; found 0","hint":"h"}';

it.each<[string, [RunPhase, string | null, string], RunPhase, RegExp | null]>([
  ["that told its end keeps it", ["finished", "0", ""], "finished", null],
  ["that told its end keeps it though it was killed then", ["stopped", "SIGKILL", ""], "stopped", null],
  ["that was asked to stop, and was too young to tell, stopped", ["stopping", "SIGTERM", ""], "stopped", null],
  ["that was asked to stop by an earlier companion stopped", ["stopping", null, ""], "stopped", null],
  ["that was asked twice was interrupted", ["stopping", "SIGKILL", ""], "interrupted", /SIGKILL/],
  ["that nobody asked was interrupted", ["running", "SIGTERM", ""], "interrupted", /SIGTERM/],
  ["that is gone was interrupted", ["running", null, ""], "interrupted", /without saying why/],
  [
    "that said why on its way out failed for that",
    ["starting", "1", `x\n${told}`],
    "failed",
    /batch\.size: expected 1/,
  ],
  ["that crashed failed with its last words", ["running", "1", "a\nKeyError: 'b'"], "failed", /KeyError: 'b'/],
])("a training %s", (_what, [phase, ended, lastWords], expected, message) => {
  const ending = endingOf(run(phase), { ended, lastWords, freeBytes: 1e9 });
  const { phase: found, failure, endedAt } = { ...run(phase), ...ending };
  expect(found).toBe(expected);
  expect(endedAt).toBeGreaterThan(1e9);
  if (message === null) expect(failure).toBeNull();
  else expect(failure?.message).toMatch(message);
});

it.each(["1", "SIGBUS", null])("names a full disk where a trainer ended with %s and could not tell why", (ended) => {
  const { failure } = endingOf(run("running"), { ended, lastWords: "", freeBytes: 4096 });
  expect(failure).toMatchObject({ name: "StorageFullError", message: expect.stringContaining("4096 bytes") as string });
});
