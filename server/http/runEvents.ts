import { Readable } from "node:stream";

import type { CompanionRun, RunMessage } from "../../src/contracts/companionRuns";
import { readEventPart } from "../runs/eventLines";
import { isSettled } from "../runs/recordedRun";
import { runFile } from "../runs/runFiles";
import type { RunQueue } from "../runs/runQueue";

const heartbeatMs = 15_000;

/**
 * A run's life as server-sent events: all that it told since the last message, many events in one, then each change, until
 * the run is over.
 *
 * @param lastEventId the offset up to which events are known; anything else begins at the beginning
 * @throws RunMissingError if there is no such run
 */
export function runEvents(queue: RunQueue, id: string, lastEventId: string | string[] | undefined): Readable {
  queue.read(id);
  const gone = new AbortController();
  const offset = typeof lastEventId === "string" && /^\d+$/.test(lastEventId) ? Number(lastEventId) : 0;
  const stream = Readable.from(messages(queue, id, offset, gone.signal), { objectMode: false });
  stream.on("close", () => gone.abort());
  return stream;
}

async function* messages(queue: RunQueue, id: string, offset: number, gone: AbortSignal): AsyncGenerator<string> {
  const curves = runFile(queue.folderOf(id), "curves");
  let [told, toldOffset]: [CompanionRun | null, number] = [null, offset];
  while (!gone.aborted) {
    const known = readOrNull(queue, id);
    if (known === null) return; // it was removed
    const { events, end } = await readEventPart(curves, toldOffset);
    const hasMore = end !== toldOffset;
    if (hasMore || known.run !== told) {
      const message: RunMessage = { run: known.run, events };
      yield `id: ${end}\ndata: ${JSON.stringify(message)}\n\n`;
      [told, toldOffset] = [known.run, end];
      continue;
    }
    if (isSettled(known.run)) return;
    await queue.changed(id, known.version, heartbeatMs, gone);
    // Whatever stands between must not take silence for the end.
    if (readOrNull(queue, id)?.version === known.version) yield ":\n\n";
  }
}

function readOrNull(queue: RunQueue, id: string): ReturnType<RunQueue["read"]> | null {
  try {
    return queue.read(id);
  } catch {
    return null;
  }
}
