import { type CompanionJob, companionJobSchema } from "../contracts/companionApi";
import { isStudioError } from "../core/errors";
import { askCompanion, unreachable } from "./askCompanion";
import { readServerEvents } from "./readServerEvents";

/** How long to wait before each further attempt to reach a companion that went silent. */
const retryMs = [200, 1000, 3000, 5000, 10_000, 10_000];

/**
 * Hears of a job until it is over.
 *
 * A connection that breaks is taken up again where it broke. Aborting the signal ends the listening, not the job.
 *
 * @param jobUrl absolute address of the job
 * @param onChange called with the job as it stands, ten times a second at most
 * @returns the job that is done, failed or cancelled
 * @throws CompanionUnreachableError after half a minute without answer; what the companion says of a job that is gone
 */
export async function followJob(
  signal: AbortSignal,
  jobUrl: string,
  onChange: (job: CompanionJob) => void,
): Promise<CompanionJob> {
  let lastEventId: string | null = null;
  let last: CompanionJob | null = null;
  for (let attempt = 0; ; attempt++) {
    try {
      for await (const { id, data } of events(signal, jobUrl, lastEventId)) {
        attempt = 0;
        lastEventId = id;
        last = companionJobSchema.parse(JSON.parse(data));
        onChange(last);
      }
      if (last !== null && isOver(last)) return last;
    } catch (error) {
      signal.throwIfAborted();
      if (!isLost(error)) throw error;
    }
    const delay = retryMs[attempt];
    if (delay === undefined) throw unreachable(jobUrl, "no answer for half a minute");
    await pause(signal, delay);
  }
}

/** Whether a job will not change any more. */
export function isOver({ phase }: CompanionJob): boolean {
  return phase !== "waiting" && phase !== "running";
}

async function* events(
  signal: AbortSignal,
  jobUrl: string,
  lastEventId: string | null,
): AsyncGenerator<{ readonly id: string; readonly data: string }> {
  const headers: Record<string, string> = lastEventId === null ? {} : { "Last-Event-ID": lastEventId };
  const response = await askCompanion(`${jobUrl}/events`, { signal, headers });
  yield* readServerEvents(response);
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
