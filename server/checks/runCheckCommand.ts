import { StudioError } from "../../src/core/errors";
import { type CommandLine, helpText, readCommandLine } from "../commandLine";
import { trainerPython } from "../environment/trainerPython";
import { runSteps } from "./runSteps";
import type { Step } from "./step";

/** Makes the trainer's environment when the first step asks for it, and once. */
export type TrainerPython = () => Promise<string>;

/**
 * Runs steps as a command of its own and prints `N passed, N failed` as its last line.
 *
 * @returns the exit status
 */
export async function runCheckCommand(
  { usage, summary }: Pick<CommandLine<string>, "usage" | "summary">,
  args: readonly string[],
  makeSteps: (python: TrainerPython) => readonly Step[],
): Promise<number> {
  const only = { value: "NAME,NAME", help: "only the steps whose names hold one of these" };
  const line = { usage, summary, options: { only } } satisfies CommandLine<string>;
  const { switches, values } = readCommandLine(line, args);
  const steps = makeSteps(onceOnly());
  if (switches.has("help")) {
    console.log(`${helpText(line)}\n\nSteps: ${steps.map(({ name }) => name).join(", ")}`);
    return 0;
  }
  const { passed, failed, skipped } = await runSteps(chosenSteps(steps, values.get("only")));
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function onceOnly(): TrainerPython {
  let python: Promise<string> | null = null;
  return () =>
    (python ??= trainerPython((line) => {
      console.log(`  ${line}`);
    }));
}

function chosenSteps(steps: readonly Step[], only: string | undefined): readonly Step[] {
  if (only === undefined) return steps;
  const parts = only.toLowerCase().split(",");
  const chosen = steps.filter(({ name }) => parts.some((part) => name.toLowerCase().includes(part)));
  if (chosen.length > 0) return chosen;
  throw new StudioError(
    "CommandUsageError",
    `expected --only to name a step; found "${only}"`,
    `Steps: ${steps.map(({ name }) => name).join(", ")}`,
  );
}
