import { companionFailureSchema, type ListingLine, listingLineSchema } from "../../contracts/companionApi";
import type { CancelSignal } from "../../core/cancelSignal";
import { StudioError, type StudioErrorName } from "../../core/errors";
import { FileCollector } from "./fileCollector";
import { missingError } from "./readError";
import type { Source, SourceListing } from "./source";

/** A folder that the companion serves: the listing is streamed, files are fetched one by one. */
export class CompanionSource implements Source {
  readonly name: string;
  readonly #baseUrl: string;

  /** @param baseUrl absolute address of the folder's API, with or without `/` at its end */
  constructor(name: string, baseUrl: string) {
    this.name = name;
    this.#baseUrl = baseUrl.replace(/\/$/, "");
  }

  async list(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing> {
    const url = `${this.#baseUrl}/listing`;
    const response = await ask(url);
    if (!response.ok) throw await refusal(response, url);
    const collector = new FileCollector(onListed);
    for await (const line of linesOf(response, url)) {
      signal.throwIfAborted();
      const listed = parseLine(line, url);
      if ("skipped" in listed) collector.skip(listed.skipped, listed.reason);
      else collector.add(listed);
    }
    return collector.finish();
  }

  async open(path: string): Promise<Blob> {
    const url = `${this.#baseUrl}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
    const response = await ask(url);
    if (response.status === 404) throw missingError(`${this.name}/${path}`);
    if (!response.ok) throw await refusal(response, url);
    return response.blob().catch((error: unknown) => {
      throw unreachable(url, error);
    });
  }

  close(): void {
    // Nothing is held open between two requests.
  }
}

async function ask(url: string): Promise<Response> {
  return fetch(url).catch((error: unknown) => {
    throw unreachable(url, error);
  });
}

function unreachable(url: string, error: unknown): StudioError {
  return new StudioError(
    "CompanionUnreachableError",
    `${url}: expected an answer, found none (${error instanceof Error ? error.message : String(error)})`,
    "Check that the studio's server still runs, then try again.",
  );
}

/** What the companion said of its refusal; what is no such answer comes from another server. */
async function refusal(response: Response, url: string): Promise<StudioError> {
  const failure = companionFailureSchema.safeParse(await response.json().catch(() => null));
  if (failure.success) {
    return new StudioError(failure.data.name as StudioErrorName, failure.data.message, failure.data.hint);
  }
  return new StudioError(
    "CompanionUnreachableError",
    `${url}: expected the companion's answer, found HTTP ${response.status}`,
    "Open the address that the studio's server printed, in this browser, and try again.",
  );
}

async function* linesOf(response: Response, url: string): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield line;
    }
  } catch (error) {
    throw unreachable(url, error);
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  if (rest !== "") yield rest;
}

function parseLine(line: string, url: string): ListingLine {
  try {
    return listingLineSchema.parse(JSON.parse(line));
  } catch {
    throw new StudioError(
      "FolderReadError",
      `${url}: expected lines {"path","bytes","modified"} or {"skipped","reason"}; found ${line.slice(0, 80)}`,
      "Update the studio's server and the page to the same version.",
    );
  }
}
