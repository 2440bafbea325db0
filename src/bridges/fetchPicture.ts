import { StudioError } from "../core/errors";

/** Reads a picture of the page's own origin. */
export async function fetchPicture(signal: AbortSignal, url: string): Promise<Blob> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw missing(url, error instanceof Error ? error.message : String(error));
  });
  // A server of single-page applications answers a wrong path with the page itself.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || isPage) throw missing(url, isPage ? "a page" : `status ${response.status}`);
  return response.blob();
}

function missing(url: string, found: string): StudioError {
  return new StudioError(
    "PictureMissingError",
    `expected a picture at ${decodeURI(new URL(url).pathname)}, found ${found}`,
    "Check that the gallery's folder is complete, or choose another picture.",
  );
}
