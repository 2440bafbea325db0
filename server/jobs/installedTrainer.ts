import { trainerFolder, trainerPython } from "../environment/trainerPython";
import type { FindTrainer } from "./runTrainer";

/** Where the trainer looks for published weights that a recipe starts from; `trainer/models/start_weights.py` reads it. */
const weightsVariable = "RETRIEVAL_STUDIO_WEIGHTS";

/**
 * The trainer of this checkout, in its own Python environment.
 *
 * @param weights folder of published weights, absolute; null for the user's own cache
 */
export function installedTrainer(weights: string | null): FindTrainer {
  return async (signal, onProgress) => ({
    file: await trainerPython(onProgress, signal),
    args: ["-m", "trainer"],
    env: {
      PYTHONPATH: trainerFolder,
      PYTHONUNBUFFERED: "1",
      ...(weights === null ? {} : { [weightsVariable]: weights }),
    },
  });
}
