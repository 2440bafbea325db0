import type { z } from "zod";

import { companionFailureSchema } from "../contracts/companionApi";
import { StudioError, type StudioErrorName } from "../core/errors";

/**
 * Asks the companion something.
 *
 * @throws what the companion says, as a StudioError; CompanionUnreachableError where none answers
 */
export async function askCompanion(
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  const response = await fetch(url, init).catch((error: unknown) => {
    init.signal.throwIfAborted();
    throw unreachable(url, error instanceof Error ? error.message : String(error));
  });
  if (response.ok) return response;
  const told = companionFailureSchema.safeParse(await response.json().catch(() => null));
  if (!told.success) throw unreachable(url, `status ${response.status}`);
  const { name, message, hint } = told.data;
  throw new StudioError(name as StudioErrorName, message, hint);
}

/** An answer as its contract says it. @throws CompanionUnreachableError for an answer of something else than a companion */
export async function readAnswer<Value>(schema: z.ZodType<Value>, response: Response): Promise<Value> {
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  // A server of single-page applications answers every address with the page.
  const type = response.headers.get("content-type") ?? "no type";
  throw unreachable(response.url, `an answer of another form (${type})`);
}

export function unreachable(url: string, found: string): StudioError {
  return new StudioError(
    "CompanionUnreachableError",
    `expected the companion to answer at ${url}; found ${found}`,
    "Start it with `npm start` and open the address that it prints.",
  );
}
