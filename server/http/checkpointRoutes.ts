import { realpath } from "node:fs/promises";
import { join } from "node:path";

import { companionCheckpointsSchema, companionPaths } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import type { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import type { CompanionRoutes } from "./companion";
import { sendFile } from "./sendFile";

interface FileAddress {
  Params: { id: string; "*": string };
}

/** Which checkpoints the companion can embed with, and their files for a browser that wants them too. */
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
    app.get<FileAddress>(`/${companionPaths.checkpoints}/:id/files/*`, async (request, reply) => {
      const { id, "*": path } = request.params;
      return sendFile(request, reply, await checkpointFile(registry, id, path), "application/octet-stream");
    });
  };
}

/** Where a checkpoint's file lies: its manifest, or one that the manifest names. */
async function checkpointFile(registry: CheckpointRegistry, id: string, path: string): Promise<string> {
  const { folder, manifest } = await registry.find(id);
  const isListed = path === "checkpoint.json" || manifest.files.some((file) => file.path === path);
  if (isListed && !path.split("/").includes("..")) return realpath(join(folder, path));
  throw new StudioError(
    "RunMissingError",
    `expected a file of the checkpoint ${manifest.id}; found none at ${JSON.stringify(path.slice(0, 200))}`,
    "Load the list of checkpoints again.",
  );
}
