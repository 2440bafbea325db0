import { StudioError } from "../../core/errors";
import type { CheckpointFile } from "../../core/embedding/checkpointManifest";
import type { CheckpointSource } from "../../contracts/embedService";
import { sha256 } from "../sha256";

const copyHint = "Copy the checkpoint's folder again, or export it again.";

/** A fault in a checkpoint's folder. */
export function checkpointError(file: string, expected: string, found: string, hint = copyHint): StudioError {
  return new StudioError("CheckpointFormatError", `${file}: expected ${expected}, found ${found}`, hint);
}

/**
 * Reads one file of a checkpoint's folder, as it is.
 *
 * @throws StudioError `CheckpointFormatError` where there is no such file, `CompanionUnreachableError` without an answer
 */
export async function readCheckpointFile(source: CheckpointSource, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (source.kind === "files") {
    const file = source.files.get(path);
    if (file === undefined) {
      throw checkpointError(
        path,
        "this file in the checkpoint's folder",
        `only ${[...source.files.keys()].join(", ")}`,
      );
    }
    return new Uint8Array(await file.arrayBuffer());
  }
  const url = `${source.baseUrl.replace(/\/$/, "")}/${path}`;
  const response = await fetch(url).catch((error: unknown) => {
    throw new StudioError(
      "CompanionUnreachableError",
      `${url}: expected the file, found no answer (${error instanceof Error ? error.message : String(error)})`,
      "Check that the studio's server still runs, then try again.",
    );
  });
  // A server that answers every address with its page would otherwise be read as a damaged checkpoint.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || isPage)
    throw checkpointError(path, `a file at ${url}`, isPage ? "a web page" : `HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Checks a file's length and hash against the manifest, before anything in it is used.
 *
 * @throws StudioError `CheckpointFormatError` naming the file and both values
 */
export async function verifyFile(listed: CheckpointFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (bytes.length !== listed.bytes) {
    throw checkpointError(listed.path, `${listed.bytes} bytes, as checkpoint.json says`, `${bytes.length}`);
  }
  const found = await sha256(bytes);
  if (found === null) {
    throw checkpointError(
      listed.path,
      "a page that can check hashes",
      `one opened from ${globalThis.location.origin}, where the browser switches that off`,
      "Open the studio from localhost or over https.",
    );
  }
  if (found !== listed.sha256) throw checkpointError(listed.path, `sha256 ${listed.sha256}`, found);
}
