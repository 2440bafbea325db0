import { isStudioError } from "../core/errors";
import { askCompanion, unreachable } from "./askCompanion";
import { readServerEvents } from "./readServerEvents";

/** How long to wait before each further attempt to reach a companion that went silent. */
const retryMs = [200, 1000, 3000, 5000, 10_000, 10_000];

/**
 * Hears a stream of server-sent events to its end. A connection that breaks is taken up again where it broke.
 *
 * @param url absolute address of the stream
 * @param take called with the data of each message; the next one waits for it
 * @param options `isOver` is asked when the stream ends: whether nothing is missing; `lastEventId` is what is known already
 * @throws CompanionUnreachableError after half a minute without answer; what the companion says if it refuses
 */
export async function followEvents(
  signal: AbortSignal,
  url: string,
  take: (data: string) => void | Promise<void>,
  { isOver, lastEventId: known = null }: { readonly isOver: () => boolean; readonly lastEventId?: string | null },
): Promise<void> {
  let lastEventId = known;
  for (let attempt = 0; ; attempt++) {
    try {
      const headers: Record<string, string> = lastEventId === null ? {} : { "Last-Event-ID": lastEventId };
      for await (const { id, data } of readServerEvents(await askCompanion(url, { signal, headers }))) {
        attempt = 0;
        await take(data);
        lastEventId = id;
      }
      if (isOver()) return;
    } catch (error) {
      signal.throwIfAborted();
      if (!isLost(error)) throw error;
    }
    const delay = retryMs[attempt];
    if (delay === undefined) throw unreachable(url, "no answer for half a minute");
    await pause(signal, delay);
  }
}

/** A companion that does not answer may come back; one that refuses has said its word. A TypeError is a broken stream. */
function isLost(error: unknown): boolean {
  const isSilent = isStudioError(error) && error.name === "CompanionUnreachableError";
  return isSilent || error instanceof TypeError;
}

function pause(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
