import { z } from "zod";

import type { TrainingEvent } from "../core/runs/trainingEvent";

const time = z.number().min(0);
const step = z.int().min(0);
const count = z.int().min(0);
const named = z.record(z.string(), z.number().nullable());
const text = z.string();

const started = z.object({
  kind: z.literal("started"),
  time,
  run: text,
  recipe: text,
  device: text,
  worldSize: z.int().min(1),
  items: count,
  identities: count,
  steps: count,
  stepsPerEpoch: z.number().min(0),
});
const stepped = z.object({
  kind: z.literal("step"),
  time,
  step,
  epoch: z.number().min(0),
  learningRate: z.number(),
  losses: named,
  gradNorm: z.number().nullable(),
  imagesPerSecond: z.number().min(0),
  memoryBytes: count.nullable(),
});
const probeHit = z.object({ path: text, score: z.number(), isRelevant: z.boolean() });
const validation = z.object({
  kind: z.literal("validation"),
  time,
  step,
  metrics: named,
  probes: z.array(z.object({ query: text, ranking: z.array(probeHit) })),
});
const checkpoint = z.object({ kind: z.literal("checkpoint"), time, step, path: text, metrics: named });
const warning = z.object({ kind: z.literal("warning"), time, message: text, hint: text });
const heartbeat = z.object({
  kind: z.literal("heartbeat"),
  time,
  stage: text,
  done: count,
  total: count.nullable(),
});
const resumed = z.object({ kind: z.literal("resumed"), time, step });
const stopped = z.object({ kind: z.literal("stopped"), time, step });
const best = z.object({ step, path: text, metric: text, value: z.number() });
const finished = z.object({
  kind: z.literal("finished"),
  time,
  seconds: z.number().min(0),
  best: best.nullable(),
});
const failed = z.object({ kind: z.literal("failed"), time, name: text, message: text, hint: text });

/** One line of a run's `curves.jsonl`. */
export const trainingEventSchema = z.discriminatedUnion("kind", [
  started,
  stepped,
  validation,
  checkpoint,
  warning,
  heartbeat,
  resumed,
  stopped,
  finished,
  failed,
]) satisfies z.ZodType<TrainingEvent>;
