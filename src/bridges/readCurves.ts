import { trainingEventSchema } from "../contracts/trainingEvent";
import type { TrainingEvent } from "../core/runs/trainingEvent";
import { askCompanion } from "./askCompanion";

/** How long the page may be kept from answering, in milliseconds: less than a frame. */
const sliceMs = 12;
const newLine = 10;

/**
 * Reads the events of a run's curves as they stand, in slices between which the page can answer.
 *
 * A line that is no event was left unfinished by a trainer that was killed, and is passed over.
 *
 * @param url absolute address of the curves
 * @param take called with events in their order; the next slice waits for it
 * @returns the offset in bytes after the last whole line, which a stream of events goes on from
 */
export async function readCurves(
  signal: AbortSignal,
  url: string,
  take: (events: readonly TrainingEvent[]) => Promise<void>,
): Promise<number> {
  const reader = (await askCompanion(url, { signal })).body?.getReader();
  const decoder = new TextDecoder();
  let [offset, rest] = [0, new Uint8Array()];
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      const bytes = joined(rest, part.value);
      const whole = bytes.lastIndexOf(newLine) + 1;
      rest = bytes.slice(whole);
      offset += whole;
      await takeLines(signal, decoder.decode(bytes.subarray(0, whole)).split("\n"), take);
    }
  } finally {
    await reader?.cancel().catch(() => undefined); // broken already
  }
  return offset;
}

async function takeLines(
  signal: AbortSignal,
  lines: readonly string[],
  take: (events: readonly TrainingEvent[]) => Promise<void>,
): Promise<void> {
  let events: TrainingEvent[] = [];
  let began = performance.now();
  for (const line of lines) {
    const event = eventOf(line);
    if (event !== null) events.push(event);
    if (performance.now() - began < sliceMs) continue;
    await take(events);
    events = [];
    await pageTurn();
    signal.throwIfAborted();
    began = performance.now();
  }
  await take(events);
}

function eventOf(line: string): TrainingEvent | null {
  if (line === "") return null;
  try {
    return trainingEventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Lets the page answer. A message comes at once, where a timer waits four milliseconds. */
function pageTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
