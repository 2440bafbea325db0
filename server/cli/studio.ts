import { runCommand } from "../commandLine";
import { asksForRecipe, evaluateByRecipe } from "./evaluateByRecipe";
import { runTrainer } from "./runTrainer";

/** Hands all arguments to the trainer, which knows its commands and says so; but for what the page's own code does. */
async function studio(args: readonly string[]): Promise<number> {
  if (asksForRecipe(args)) return evaluateByRecipe(args.slice(1));
  return runTrainer(args.length === 0 ? ["--help"] : args);
}

runCommand(studio);
