import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

import { trainingEventSchema } from "./trainingEvent";

const beside = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const lines = beside("golden/trainingEvents.jsonl").trimEnd().split("\n");

test("the JSON Schema that the trainer is tested against is the one of this contract", () => {
  const stored: unknown = JSON.parse(beside("trainingEvent.schema.json"));
  expect(z.toJSONSchema(trainingEventSchema, { io: "input" })).toEqual(stored);
});

test.each(lines)("reads %s", (line) => {
  const value: unknown = JSON.parse(line);
  expect(trainingEventSchema.parse(value)).toEqual(value);
});

test("has a golden line for each kind", () => {
  const kinds = new Set(lines.map((line) => trainingEventSchema.parse(JSON.parse(line)).kind));
  expect(kinds.size).toBe(trainingEventSchema.options.length);
});

test.each([
  ["an unknown kind", { kind: "paused", time: 1 }],
  ["no time", { kind: "stopped", step: 3 }],
  ["a step that is no whole number", { kind: "stopped", time: 1, step: 1.5 }],
  ["a loss that is no number", { kind: "validation", time: 1, step: 1, metrics: { mAP: "NaN" }, probes: [] }],
])("refuses an event with %s", (_fault, value) => {
  expect(trainingEventSchema.safeParse(value).success).toBe(false);
});
