import { companionCheckpointsSchema, companionPaths } from "../../src/contracts/companionApi";
import type { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import type { CompanionRoutes } from "./companion";

/** Which checkpoints the companion can embed with. */
export function checkpointRoutes(registry: CheckpointRegistry): CompanionRoutes {
  return (app) => {
    app.get(`/${companionPaths.checkpoints}`, async () => {
      const checkpoints = (await registry.list()).map(({ manifest: { id, name, embedding }, sha256 }) => ({
        id,
        name,
        sha256,
        dimension: embedding.dimension,
      }));
      return companionCheckpointsSchema.parse({ checkpoints });
    });
  };
}
