import { z } from "zod";

import { plainViews } from "../core/embedding/embeddingViews";
import { StudioError } from "../core/errors";
import { orderFault, type RankRecipe, type RankStep, type SwitchedStep } from "../core/ranking/rankRecipe";
import { embeddingViewsSchema } from "./embeddingViews";

const views = embeddingViewsSchema.shape;
const neighbors = z.int().min(1).max(10_000);
const rounds = z.int().min(1).max(10);
const isOn = z.boolean().default(true);

const stepSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("normalize"), isOn }),
  z.strictObject({
    kind: z.literal("whiten"),
    fit: z.enum(["principal", "pairs"]).default("principal"),
    dimension: z.int().min(1).nullable().default(null),
    power: z.number().min(0).max(1).default(0.5),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("subtract-negatives"),
    k: neighbors.default(10),
    beta: z.number().min(0).max(10).default(0.35),
    times: rounds.default(1),
    isAugmented: z.boolean().default(true),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("augment-gallery"),
    form: z.enum(["dirtorch", "deep-retrieval", "pyretri", "isc21"]).default("dirtorch"),
    k: neighbors.default(10),
    alpha: z.number().min(0).max(20).default(3),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("expand-queries"),
    form: z.enum(["fast-reid", "dirtorch", "deep-retrieval", "pyretri"]).default("dirtorch"),
    k: neighbors.default(5),
    alpha: z.number().min(0).max(20).default(3),
    times: rounds.default(1),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("quantize"),
    bytes: z.int().min(2).max(128).default(64),
    rescore: z.int().min(0).max(10_000).default(100),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("k-reciprocal"),
    form: z.enum(["distance", "feature", "jaccard", "pyretri", "digix2"]).default("feature"),
    k1: neighbors.default(20),
    k2: neighbors.default(6),
    lambda: z.number().min(0).max(1).default(0.3),
    expansion: z
      .number()
      .min(0)
      .max(1)
      .default(2 / 3),
    isFloat16: z.boolean().default(false),
    isOn,
  }),
  z.strictObject({
    kind: z.literal("diffusion"),
    k: neighbors.default(50),
    gamma: z.number().min(0).max(20).default(3),
    alpha: z.number().min(0).max(0.9999).default(0.99),
    isOn,
  }),
  z.strictObject({ kind: z.literal("threshold"), minScore: z.number().default(0), isOn }),
]) satisfies z.ZodType<SwitchedStep>;

/** A rank recipe as files, the browser's storage and the command line have it. */
export const rankRecipeSchema = z
  .strictObject({
    schema: z.literal(1),
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
    title: z.string().default(""),
    source: z
      .strictObject({
        paper: z.string().default(""),
        code: z.string().default(""),
        form: z.enum(["code", "text", "ours"]).default("ours"),
        note: z.string().default(""),
      })
      .prefault({}),
    views: z
      .strictObject({
        scales: views.scales.default([...plainViews.scales]),
        flips: views.flips.default([]),
        rotations: views.rotations.default([]),
        denoise: views.denoise.default("none"),
        pool: views.pool.default("sum"),
      })
      .prefault({}),
    steps: z.array(stepSchema).default([]),
    fusion: z
      .strictObject({
        rule: z.enum(["concatenate", "distance-mean", "votes", "reciprocal-rank"]).default("concatenate"),
        weights: z.array(z.number().min(0)).default([]),
      })
      .prefault({}),
  })
  .superRefine(({ steps }, context) => {
    const message = orderFault(steps);
    if (message !== null) context.addIssue({ code: "custom", message, path: ["steps"] });
  }) satisfies z.ZodType<RankRecipe>;

/**
 * Reads a rank recipe from outside.
 *
 * @param name of the file, for messages
 * @throws StudioError RankRecipeError naming every field that is wrong
 */
export function parseRankRecipe(value: unknown, name: string): RankRecipe {
  const parsed = rankRecipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the recipe"}: ${message}`);
  throw new StudioError(
    "RankRecipeError",
    `${name}: expected a rank recipe; ${faults.join("; ")}`,
    "Export one from the rank lab and compare.",
  );
}

/** A step of a kind with the usual values, switched on. */
export function defaultStep(kind: RankStep["kind"]): SwitchedStep {
  return stepSchema.parse({ kind });
}
