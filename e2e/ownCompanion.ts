import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../server/checkout";
import type { NamedFolder } from "../server/datasets/datasetRoots";
import { isAlive } from "../server/runs/processMark";
import { processMarkSchema } from "../server/runs/runFiles";
import { companionToken } from "./companionToken";

/** A companion in a process of its own, which a test may kill. */
export interface OwnCompanion {
  /** Ends it as a machine that goes down would. */
  kill(): Promise<void>;
}

/** Starts `npm start` with a built page, and waits until it listens. */
export async function startCompanion(
  port: number,
  page: string,
  data: NamedFolder,
  work: string,
): Promise<OwnCompanion> {
  const folders = ["--dist", page, "--data", `${data.name}=${data.path}`, "--work", work];
  const process_ = spawn(
    process.execPath,
    ["server/bootstrap.mjs", "start", "--no-open", "--port", String(port), "--token", companionToken, ...folders],
    // Trainings of a test share the cores with other tests; threads that wait for each other would take all of them.
    { cwd: root, env: { ...process.env, OMP_NUM_THREADS: "1" } },
  );
  const ended = new Promise<void>((resolve) => process_.on("exit", () => resolve()));
  await printed(process_, /Ctrl\+C/);
  return {
    kill: async () => {
      process_.kill("SIGKILL");
      await ended;
    },
  };
}

/** Trainings outlive their companion, and would outlive a test that failed. @param runs their folder, absolute */
export function endTrainings(runs: string): void {
  for (const id of existsSync(runs) ? readdirSync(runs) : []) {
    const path = join(runs, id, "pid");
    const mark = existsSync(path) ? processMarkSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
    if (mark !== null && isAlive(mark)) process.kill(-mark.pid, "SIGKILL");
  }
}

function printed(started: ChildProcess, until: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (until.test(output)) resolve();
      });
    }
    started.on("exit", () => reject(new Error(`the companion ended: ${output}`)));
  });
}
