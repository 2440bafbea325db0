import { setTimeout as sleep } from "node:timers/promises";

import { type EventPart, readEventPart } from "./eventLines";

export interface WatchedRun {
  /** Path of its `curves.jsonl`. */
  readonly curves: string;
  /** Where the first event stands that is not known yet. */
  readonly offset: number;
  readonly isAlive: () => boolean;
  /** Takes events in, before the next ones are read. */
  readonly takeIn: (part: EventPart) => Promise<void>;
  /** Ends the watching, not the training. */
  readonly signal: AbortSignal;
}

const betweenLooksMs = 250;

/**
 * Takes in what a trainer tells until it has ended and all is read. Reading a file needs no connection to the process, so
 * it is the same for a trainer that an earlier companion started.
 *
 * @throws AbortError after the signal
 */
export async function watchRun({ curves, offset, isAlive, takeIn, signal }: WatchedRun): Promise<void> {
  let end = offset;
  for (;;) {
    // Asked before reading: what it told before it ended is in the file then.
    const wasAlive = isAlive();
    const part = await readEventPart(curves, end);
    signal.throwIfAborted();
    if (part.end !== end) {
      await takeIn(part);
      end = part.end;
      continue;
    }
    if (!wasAlive) return;
    await sleep(betweenLooksMs, undefined, { signal });
  }
}
