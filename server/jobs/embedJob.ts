import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { JobRequest } from "../../src/contracts/companionApi";
import type { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import type { DatasetRoots } from "../datasets/datasetRoots";
import type { JobKind } from "./jobKind";
import { type FindTrainer, runTrainer } from "./runTrainer";

const resultFile = "result.npz";

/** Embedding the items of a folder by the trainer: on its GPU where it has one, else on all cores. */
export function embedJob(
  roots: DatasetRoots,
  checkpoints: CheckpointRegistry,
  findTrainer: FindTrainer,
): JobKind<Extract<JobRequest, { kind: "embed" }>> {
  return {
    // The table itself is judged by the trainer: a long one would keep all other requests waiting.
    check: async ({ folder, checkpoint }) => {
      await roots.rootOf(folder);
      await checkpoints.find(checkpoint);
    },
    run: async ({ request, folder, signal, report }) => {
      const root = await roots.rootOf(request.folder);
      const checkpoint = await checkpoints.find(request.checkpoint);
      const table = join(folder, "items.csv");
      await writeFile(table, request.items);
      const trainer = await findTrainer(signal, (line) =>
        report({ stage: `setting up Python: ${line}`, done: 0, total: null }),
      );
      report({ stage: "starting the trainer", done: 0, total: null });
      const paths = ["--items", table, "--folder", root, "--checkpoint", checkpoint.folder];
      await runTrainer(trainer, {
        args: ["embed", ...paths, "--out", join(folder, resultFile), "--skip-unreadable", "--events"],
        signal,
        report,
        log: join(folder, "log.txt"),
      });
      return resultFile;
    },
  };
}
