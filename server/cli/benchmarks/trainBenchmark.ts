import { spawn } from "node:child_process";

import { trainerFolder, trainerPython } from "../../environment/trainerPython";

/**
 * Speed of the trainer's loop beside a plain loop of the same network in one run; with `--kills N` instead a training
 * that is killed N times and must lose nothing. Arguments go to the trainer's module.
 */
export async function benchmarkTrain(args: readonly string[]): Promise<number> {
  const module = args.includes("--kills") ? "killed_trainings" : "training_speed";
  const python = await trainerPython((text) => console.error(text));
  const trainer = spawn(python, ["-m", `trainer.benchmarks.${module}`, ...args], {
    cwd: trainerFolder,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    trainer.on("error", reject).on("exit", (status) => resolve(status ?? 1));
  });
}
