import { readFileSync, rmSync } from "node:fs";

import { root } from "../checkout";
import { type Command, runProgram } from "./runProgram";
import type { Tally } from "./tally";

export interface StepResult {
  readonly tally: Tally;
  /** What it printed, shown if anything failed; empty where that was on the screen already. */
  readonly output: string;
}

/** One part of the checks. */
export interface Step {
  readonly name: string;
  /** Starts when all others have ended, and prints as it goes. */
  readonly runsAlone: boolean;
  run(): Promise<StepResult>;
}

export interface CommandStep {
  readonly name: string;
  readonly runsAlone?: boolean;
  /** Run one after another up to the first that fails. */
  readonly commands: () => readonly Command[] | Promise<readonly Command[]>;
  /** Folder to run in; the repository by default. */
  readonly folder?: string;
  /** Counts checks in the report file, or in what was printed. Without one the whole step counts as one check. */
  readonly report?: { readonly file?: string; readonly read: (text: string) => Tally };
}

/** A step that is a command. A command that ends badly without saying how many checks failed counts as one that did. */
export function commandStep(step: CommandStep): Step {
  const runsAlone = step.runsAlone ?? false;
  const run = async (): Promise<StepResult> => {
    if (step.report?.file !== undefined) rmSync(step.report.file, { force: true });
    let output = "";
    let isDone = true;
    for (const command of await step.commands()) {
      const ended = await runProgram(command, step.folder ?? root, runsAlone);
      output += ended.output;
      isDone = ended.status === 0;
      if (!isDone) break;
    }
    return resultOf(step, isDone, output);
  };
  return { name: step.name, runsAlone, run };
}

function resultOf({ report, runsAlone }: CommandStep, isDone: boolean, output: string): StepResult {
  const shown = runsAlone === true ? "" : output;
  try {
    const text = report?.file === undefined ? output : readFileSync(report.file, "utf8");
    const tally = report?.read(text) ?? { passed: isDone ? 1 : 0, failed: 0, skipped: 0 };
    return { tally: isDone ? tally : { ...tally, failed: Math.max(1, tally.failed) }, output: shown };
  } catch (error) {
    // It died before its report was whole.
    const reason = error instanceof Error ? error.message : String(error);
    return { tally: { passed: 0, failed: 1, skipped: 0 }, output: `${shown}\nno report: ${reason}` };
  }
}
