import { StudioError, type StudioErrorName } from "../../core/errors";

/** What to say when a gallery's file is not there or cannot be read. */
export interface FileFault {
  readonly name: StudioErrorName;
  readonly hint: string;
}

/**
 * Fetches a file of a gallery's folder.
 *
 * @throws CompanionUnreachableError without an answer; `fault` where there is no such file, with the address and the answer
 */
export async function fetchGalleryFile(url: string, fault: FileFault): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new StudioError(
      "CompanionUnreachableError",
      `${url}: expected the file, found no answer (${error instanceof Error ? error.message : String(error)})`,
      "Check that the studio's server still runs, then try again.",
    );
  });
  // Some servers answer every unknown address with their start page.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.ok && !isPage) return new Uint8Array(await response.arrayBuffer());
  const found = isPage ? "a web page" : `HTTP ${response.status}`;
  throw new StudioError(fault.name, `expected a file at ${url}, found ${found}`, fault.hint);
}

/** UTF-8 as text; a byte order mark is dropped. Throws `fault` where the bytes are something else. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, file: string, fault: FileFault): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new StudioError(fault.name, `${file}: expected text in UTF-8, found bytes that are not`, fault.hint);
  }
}

/** JSON of unknown content. Throws `fault` where it is no JSON, with how the text begins. */
export function parseJson(text: string, file: string, fault: FileFault): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StudioError(fault.name, `${file}: expected JSON, found "${text.slice(0, 40)}"`, fault.hint);
  }
}
