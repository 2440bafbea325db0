import type { Step, StepResult } from "./step";
import { addTallies, type Tally } from "./tally";

/** The smallest machine that this must be quick on has two cores. */
const stepsAtOnce = 2;

/** Runs steps in their order, two at a time, then those that run alone, and prints how each went. */
export async function runSteps(steps: readonly Step[]): Promise<Tally> {
  const tallies: Tally[] = [];
  const waiting = steps.filter(({ runsAlone }) => !runsAlone).values();
  const work = async (): Promise<void> => {
    for (const step of waiting) tallies.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: stepsAtOnce }, work));
  for (const step of steps.filter(({ runsAlone }) => runsAlone)) tallies.push(await runStep(step));
  return addTallies(tallies);
}

async function runStep(step: Step): Promise<Tally> {
  const started = performance.now();
  console.log(`▸ ${step.name}`);
  const { tally, output } = await step.run().catch(failedResult);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (tally.failed > 0 && output !== "") console.log(`\n${output.trimEnd()}\n`);
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
  console.log(
    `${tally.failed > 0 ? "✗" : "✓"} ${step.name}: ${tally.passed} passed, ${tally.failed} failed${skipped} (${seconds} s)`,
  );
  return tally;
}

function failedResult(error: unknown): StepResult {
  const hint = error instanceof Error && "hint" in error ? `\n${String(error.hint)}` : "";
  const output = error instanceof Error ? `${error.stack ?? error.message}${hint}` : String(error);
  return { tally: { passed: 0, failed: 1, skipped: 0 }, output };
}
