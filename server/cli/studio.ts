import { spawn } from "node:child_process";

import { userFolder } from "../checkout";
import { runCommand } from "../commandLine";
import { trainerFolder, trainerPython } from "../environment/trainerPython";

/** Hands all arguments to the trainer, which knows its commands and says so. */
async function studio(args: readonly string[]): Promise<number> {
  // Standard output belongs to the trainer: it may be JSON that another program reads.
  const python = await trainerPython((line) => {
    console.error(line);
  });
  const trainer = spawn(python, ["-m", "trainer", ...(args.length === 0 ? ["--help"] : args)], {
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

runCommand(studio);
