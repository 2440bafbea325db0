import { spawn } from "node:child_process";

import { userFolder } from "../checkout";
import { trainerFolder, trainerPython } from "../environment/trainerPython";

/**
 * Runs the trainer with this terminal, in the user's folder.
 *
 * @returns its exit status
 */
export async function runTrainer(args: readonly string[]): Promise<number> {
  // Standard output belongs to the trainer: it may be JSON that another program reads.
  const python = await trainerPython((line) => {
    console.error(line);
  });
  const trainer = spawn(python, ["-m", "trainer", ...args], {
    cwd: userFolder,
    env: { ...process.env, PYTHONPATH: trainerFolder },
    stdio: "inherit",
  });
  // Ctrl+C reaches the trainer too; it ends in its own way, and this process with it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => trainer.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    trainer.on("error", reject);
    trainer.on("close", (status) => {
      resolve(status ?? 1);
    });
  });
}
