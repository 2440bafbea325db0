import { checkpointManifestSchema } from "../contracts/checkpoint";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";

/**
 * Reads what a checkpoint of the page's origin says of itself, long before its network is loaded.
 *
 * @returns null where it cannot be read: opening the checkpoint says why, file by file
 */
export async function readManifest(signal: AbortSignal, baseUrl: string): Promise<CheckpointManifest | null> {
  try {
    const response = await fetch(new URL("checkpoint.json", new URL(baseUrl, document.baseURI)), { signal });
    const parsed = checkpointManifestSchema.safeParse(await response.json());
    return parsed.success ? parsed.data : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
