import { isStudioError, StudioError } from "../../core/errors";

const reconnectHint = "Give the studio permission for the folder again, or choose the folder again, and repeat.";

/**
 * What a browser's failure to read a file or folder means to a user. A StudioError, an AbortError and bugs stay what
 * they are.
 *
 * @param path of the file or folder, as the user knows it
 * @see File System Standard (WHATWG), and File API, section 8.2, for the names
 */
export function explainReadError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || isStudioError(error)) return error;
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return permissionError(error, path);
    case "NotFoundError":
      return missingError(path);
    case "TypeMismatchError":
      return new StudioError(
        "FolderReadError",
        `${path}: expected a file inside folders, as it was listed; found a file where a folder was, or the reverse`,
        "The folder was changed since it was read: read it again.",
      );
    case "NotReadableError":
    case "InvalidStateError":
      return new StudioError(
        "FolderReadError",
        `${path}: expected the file as it was listed; it was changed since or cannot be read (${error.message})`,
        "Wait until no other program writes to the folder, check that its disk is there, and read it again.",
      );
    default:
      return error;
  }
}

/** Whether an explained error says that the browser refuses the whole folder, not that one file cannot be read. */
export function isPermissionError(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && (cause.name === "NotAllowedError" || cause.name === "SecurityError");
}

function permissionError(cause: Error, path: string): StudioError {
  const error = new StudioError(
    "FolderReadError",
    `${path}: expected permission to read it; the browser refuses (${cause.message})`,
    reconnectHint,
  );
  error.cause = cause;
  return error;
}

/** A file that was listed or named and is not there. */
export function missingError(path: string): StudioError {
  return new StudioError(
    "PictureMissingError",
    `${path}: expected the file; it is not there any more`,
    "Put the file back, or read the folder again to leave it out.",
  );
}

/** Reads bytes, and says what failed in a user's words. */
export async function readBlob(blob: Blob, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw explainReadError(error, path);
  }
}
