import { afterEach, expect, it, vi } from "vitest";

import type { TrainingEvent } from "../core/runs/trainingEvent";
import { readCurves } from "./readCurves";

afterEach(() => vi.unstubAllGlobals());

const event = (step: number): string => `${JSON.stringify({ kind: "stopped", time: step, step })}\n`;

/** Serves a text in parts of so many bytes, wherever that cuts it. */
function serve(text: string, partBytes: number): void {
  const bytes = new TextEncoder().encode(text);
  const parts = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, part) =>
    bytes.slice(part * partBytes, (part + 1) * partBytes),
  );
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
  });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body)));
}

it("reads every whole line in order, wherever the parts are cut, and says where it ended", async () => {
  const warning = `${JSON.stringify({ kind: "warning", time: 1, message: "größer", hint: "" })}\n`;
  const whole = event(1) + warning + "{ broken\n" + event(2);
  for (const partBytes of [1, 7, 1000]) {
    serve(`${whole}{"kind":"sto`, partBytes);
    const events: TrainingEvent[] = [];
    const end = await readCurves(new AbortController().signal, "http://companion/curves", (some) => {
      events.push(...some);
      return Promise.resolve();
    });
    expect(events.map(({ kind, time }) => [kind, time])).toEqual([
      ["stopped", 1],
      ["warning", 1],
      ["stopped", 2],
    ]);
    expect(end).toBe(new TextEncoder().encode(whole).length);
  }
});

it("reads nothing of a run that has told nothing", async () => {
  serve("", 10);
  expect(await readCurves(new AbortController().signal, "http://companion/curves", () => Promise.resolve())).toBe(0);
});
