import { z } from "zod";

import { checkpointManifestSchema } from "./checkpoint";
import { recipeAugmentationSchema } from "./recipeAugmentation";
import {
  recipeBatchSchema,
  recipeFreezeSchema,
  recipeLengthSchema,
  recipeOptimizerSchema,
  recipeResolutionSchema,
  recipeScheduleSchema,
  recipeValidationSchema,
  recipeWarmUpSchema,
} from "./recipeCourse";
import { recipeLossSchema } from "./recipeLosses";
import { recipeNetworkSchema } from "./recipeNetwork";
import { count, positive, share } from "./recipeNumber";
import { recipeSamplerSchema } from "./recipeSampler";

const text = z.string();

const source = z.strictObject({
  paper: text.default("").describe("Name and number."),
  code: text.default("").describe("Repository."),
  form: z.enum(["code", "text", "ours"]).describe("As the code does it, as the text says it, or our own."),
  note: text.default("").describe("What is not known, or differs."),
});

const needs = z.strictObject({
  dataset: text.describe("Which pictures."),
  weights: text.describe("What it starts from."),
});

/**
 * Everything that is needed to repeat a training, nothing left to inherit. The trainer reads the same
 * (`trainer/recipe`), with the same defaults.
 */
export const recipeSchema = z
  .strictObject({
    schema: z.literal(1),
    name: text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/).describe("As files and commands have it."),
    title: text.describe("As people read it."),
    source: source.describe("Whose system it is."),
    needs: needs.describe("What must be at hand."),
    input: checkpointManifestSchema.shape.input.strict().describe("What the network sees when it embeds."),
    network: recipeNetworkSchema.describe("What is trained."),
    losses: z.array(recipeLossSchema).min(1).describe("What is minimized: their weighted sum."),
    labels: z
      .enum(["identity", "item"])
      .default("identity")
      .describe("Whether pictures of one identity belong together, or only those made of one item."),
    sampler: recipeSamplerSchema.describe("Which items come together in a batch."),
    augmentation: z
      .array(recipeAugmentationSchema)
      .default([])
      .describe("How training pictures are changed, in order."),
    hardAugmentation: z
      .array(recipeAugmentationSchema)
      .default([])
      .describe("Of the views of an item after the first; empty for the same as of the first."),
    optimizer: recipeOptimizerSchema.describe("How gradients change weights."),
    warmUp: recipeWarmUpSchema.nullable().default(null).describe("The learning rate at the beginning."),
    schedule: recipeScheduleSchema.default({ kind: "constant" }).describe("The learning rate after that."),
    freezing: z.array(recipeFreezeSchema).default([]).describe("Stages that are not trained at first."),
    batch: recipeBatchSchema.describe("Pictures of a step."),
    length: recipeLengthSchema.describe("How long it trains."),
    resolutions: z
      .array(recipeResolutionSchema)
      .default([])
      .describe("Sizes of the training pictures, where they change; else that of the input."),
    precision: z
      .enum(["float32", "bfloat16", "float16"])
      .default("float32")
      .describe("Of the arithmetic; half of the bits are faster on GPUs."),
    averaging: share
      .nullable()
      .default(null)
      .describe("Decay of the moving average of the weights, which is what is kept then."),
    gradientClip: positive.nullable().default(null).describe("Largest norm of the gradient."),
    seed: count.default(0).describe("Of all chance."),
    validation: recipeValidationSchema.prefault({}).describe("Measuring while training."),
    post: z.array(text).default([]).describe("Ranking steps that its authors test with."),
  })
  .superRefine(({ input, length, batch, sampler, resolutions }, context) => {
    if (length.epochs === 0 && length.iterations === 0) {
      context.addIssue({
        code: "custom",
        path: ["length"],
        message: "epochs and iterations are both 0; one of them must be 1 or more",
      });
    }
    const sizes = [...resolutions, ...(sampler.kind === "aspect" ? sampler.shapes : [])];
    const oblong = sizes.find(({ height, width }) => height !== width);
    if (oblong !== undefined && input.resize !== "squash") {
      context.addIssue({
        code: "custom",
        path: ["input", "resize"],
        message: `training pictures of ${oblong.height} x ${oblong.width} need squash; found ${input.resize}, which makes squares`,
      });
    }
    const { group, negatives } = groupOf(sampler);
    const pictures = batch.size - negatives;
    if (pictures <= 0 || pictures % group !== 0) {
      context.addIssue({
        code: "custom",
        path: ["batch", "size"],
        message: `${batch.size} less ${negatives} negatives is no multiple of ${group} pictures`,
      });
    }
  });

/** A recipe as it is read, its defaults filled in. */
export type Recipe = z.infer<typeof recipeSchema>;

/** How many pictures of a batch belong together, and how many stand beside. */
function groupOf(sampler: Recipe["sampler"]): { readonly group: number; readonly negatives: number } {
  switch (sampler.kind) {
    case "random":
      return { group: sampler.views, negatives: 0 };
    case "identities":
      return { group: sampler.pictures, negatives: sampler.negatives };
    case "mined-tuples":
      return { group: sampler.negatives + 2, negatives: 0 };
    case "aspect":
      return { group: 1, negatives: 0 };
    case "long-tail":
    case "drawn-sheets":
      return { group: sampler.pictures, negatives: 0 };
  }
}
