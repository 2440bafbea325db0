import { trainerFolder, trainerPython } from "../environment/trainerPython";
import type { FindTrainer } from "./runTrainer";

/** The trainer of this checkout, in its own Python environment. */
export const installedTrainer: FindTrainer = async (signal, onProgress) => ({
  file: await trainerPython(onProgress, signal),
  args: ["-m", "trainer"],
  env: { PYTHONPATH: trainerFolder, PYTHONUNBUFFERED: "1" },
});
