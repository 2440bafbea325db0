import { join } from "node:path";

import { root } from "./checkout";
import { CheckpointRegistry } from "./checkpoints/checkpointRegistry";
import { DatasetRoots, type NamedFolder } from "./datasets/datasetRoots";
import { lockFolder } from "./files/folderLock";
import { checkpointRoutes } from "./http/checkpointRoutes";
import type { CompanionRoutes } from "./http/companion";
import { folderRoutes } from "./http/folderRoutes";
import { jobRoutes } from "./http/jobRoutes";
import { machineRoutes } from "./http/machineRoutes";
import { openApiRoutes } from "./http/openApi";
import { recipeRoutes } from "./http/recipeRoutes";
import { runRoutes } from "./http/runRoutes";
import { storeRoutes } from "./http/storeRoutes";
import { embedJob } from "./jobs/embedJob";
import { installedTrainer } from "./jobs/installedTrainer";
import { JobQueue } from "./jobs/jobQueue";
import { JobStore } from "./jobs/jobStore";
import { listGpus } from "./machine/machine";
import { judgeRecipe } from "./recipes/judgeRecipe";
import { shippedRecipes } from "./recipes/shippedRecipes";
import { judgeRun } from "./runs/newRun";
import { runCheckpointFolders } from "./runs/runCheckpoints";
import { RunQueue } from "./runs/runQueue";
import { RunStore } from "./runs/runStore";
import { storeKinds } from "./stores/storeKinds";
import { buildIndexJob, measureRecallJob } from "./stores/storeJobs";
import { StoreRegistry } from "./stores/storeRegistry";

export interface CompanionFolders {
  /** Folders of pictures that the page may import. */
  readonly data: readonly NamedFolder[];
  /** Folder whose folders are checkpoints, absolute; null where the user named none. */
  readonly checkpoints: string | null;
  /** Folder of published weights that recipes start from, absolute; null for the user's own cache. */
  readonly weights: string | null;
  /** Where the companion keeps what it makes: jobs, stores. Absolute; made at first use. */
  readonly work: string;
}

export interface CompanionParts {
  readonly routes: readonly CompanionRoutes[];
  /** Stops what runs, but for trainings: they go on, and the next companion finds them. */
  close(): Promise<void>;
}

/**
 * Opens what the companion does beside serving the page.
 *
 * @throws LockedElsewhereError where another companion has the folder of work
 * @param milvus address of a Milvus that stores may be kept in; null where the user named none
 */
export async function openCompanionParts(
  folders: CompanionFolders,
  milvus: string | null = null,
): Promise<CompanionParts> {
  const unlock = await lockFolder(folders.work);
  try {
    const parts = await openOwnParts(folders, milvus);
    return {
      routes: parts.routes,
      close: async () => {
        await parts.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** In a folder of work that no other companion has. */
async function openOwnParts(
  { data, checkpoints, weights, work }: CompanionFolders,
  milvus: string | null,
): Promise<CompanionParts> {
  const roots = new DatasetRoots(data);
  const findTrainer = installedTrainer(weights);
  const registry: CheckpointRegistry = new CheckpointRegistry([join(root, "public/models/default")], checkpoints, () =>
    runCheckpointFolders(runs),
  );
  const runs: RunQueue = new RunQueue(new RunStore(join(work, "runs")), {
    findTrainer,
    judge: (request) => judgeRun(request, roots, registry),
    judgeRecipe,
    hasGpu: async () => (await listGpus()).length > 0,
  });
  const stores = new StoreRegistry(join(work, "stores"), storeKinds(milvus));
  const queue = new JobQueue(new JobStore(join(work, "jobs")), {
    embed: embedJob(roots, registry, findTrainer),
    "build-index": buildIndexJob(stores),
    "measure-recall": measureRecallJob(stores),
  });
  await queue.open();
  await runs.open();
  return {
    routes: [
      folderRoutes(roots),
      checkpointRoutes(registry),
      jobRoutes(queue),
      storeRoutes(stores),
      recipeRoutes(shippedRecipes),
      runRoutes(runs),
      machineRoutes(work),
      openApiRoutes,
    ],
    close: async () => {
      await runs.close();
      await queue.close();
      await stores.close();
    },
  };
}
