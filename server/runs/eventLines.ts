import { open } from "node:fs/promises";

import { trainingEventSchema } from "../../src/contracts/trainingEvent";
import type { TrainingEvent } from "../../src/core/runs/trainingEvent";

/** Events of a part of a file, and the offset in bytes at which the next part begins. */
export interface EventPart {
  readonly events: readonly TrainingEvent[];
  readonly end: number;
}

const newLine = 10;
/** About three thousand events: a message that is read without a pause, and few enough messages for a long run. */
const partBytes = 512 * 2 ** 10;

/**
 * Events that stand in a run's curves from an offset on, as many as a part holds; complete lines only.
 *
 * A line that is no event was left unfinished by a trainer that was killed, and is passed over.
 *
 * @param offset where a line begins; anything else is taken for the beginning of the file
 */
export async function readEventPart(path: string, offset: number): Promise<EventPart> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return { events: [], end: offset };
  try {
    const { size } = await file.stat();
    const first = (await isLineStart(file, offset, size)) ? offset : 0;
    let length = partBytes;
    // A line may be longer than a part: probes of a long list.
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, first);
      const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(newLine) + 1);
      if (whole.length > 0 || first + bytesRead >= size) {
        return { events: eventsOf(whole.toString("utf8")), end: first + whole.length };
      }
      length *= 2;
    }
  } finally {
    await file.close();
  }
}

async function isLineStart(file: Awaited<ReturnType<typeof open>>, offset: number, size: number): Promise<boolean> {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) return false;
  if (offset === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset - 1);
  return buffer[0] === newLine;
}

function eventsOf(text: string): TrainingEvent[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    const parsed = trainingEventSchema.safeParse(json(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
