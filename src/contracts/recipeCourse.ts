import { z } from "zod";

import { count, notNegative, positive, share, size } from "./recipeNumber";

const learningRate = positive.describe("At its highest: where the schedule's factor is 1.");
const weightDecay = notNegative.default(0).describe("How strongly weights are pulled to 0.");
const decaysNorms = "Whether norms and biases decay too.";

/** How gradients change weights. */
export const recipeOptimizerSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("adam"),
      learningRate,
      weightDecay,
      decayNorms: z.boolean().default(true).describe(decaysNorms),
    })
    .describe("Adam, its weight decay added to the gradient."),
  z
    .strictObject({
      kind: z.literal("adamw"),
      learningRate,
      weightDecay,
      decayNorms: z.boolean().default(false).describe(decaysNorms),
    })
    .describe("Adam, its weight decay apart from the gradient."),
  z
    .strictObject({
      kind: z.literal("sgd"),
      learningRate,
      weightDecay,
      decayNorms: z.boolean().default(true).describe(decaysNorms),
      momentum: share.default(0.9).describe("Part of the last change that is made again."),
    })
    .describe("Stochastic gradient descent with momentum."),
]);

/** The learning rate at the beginning. */
export const recipeWarmUpSchema = z.strictObject({
  kind: z.enum(["linear", "exponential", "constant"]).default("linear").describe("How the learning rate rises."),
  iterations: count.default(0).describe("Steps that it takes."),
  epochs: count.default(0).describe("Epochs that it takes, where no steps are given."),
  part: share.default(0).describe("Part of all steps, where neither is given."),
  factor: share.default(0.1).describe("Of the learning rate at the start."),
});

const epoch = count.describe("An epoch.");
const delayEpochs = count.default(0).describe("Epochs in which the learning rate stays.");
const gamma = positive.default(0.1).describe("Factor at each milestone.");

/** The learning rate after the warm-up. */
export const recipeScheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant") }).describe("It stays."),
  z
    .strictObject({
      kind: z.literal("cosine-epochs"),
      delayEpochs,
      floor: notNegative.default(0).describe("Lowest learning rate."),
    })
    .describe("Half a cosine in steps of an epoch, as fast-reid counts them."),
  z
    .strictObject({
      kind: z.literal("cosine"),
      floor: share.default(0).describe("Lowest factor."),
      over: z
        .enum(["rest", "all"])
        .default("rest")
        .describe("Over the steps after the warm-up, or over all of them, the warm-up cutting it."),
    })
    .describe("Half a cosine, step by step."),
  z
    .strictObject({
      kind: z.literal("multi-step"),
      epochs: z.array(epoch).describe("Milestones."),
      gamma,
      delayEpochs: delayEpochs.describe("Epochs that fast-reid's schedule does not count."),
      counting: z
        .enum(["epochs", "fast-reid"])
        .default("epochs")
        .describe("All epochs count, or only those in which fast-reid's schedule steps."),
    })
    .describe("Lower at each milestone."),
  z
    .strictObject({
      kind: z.literal("exponential"),
      gamma: positive.default(0.99998).describe("Factor at each step after the warm-up."),
    })
    .describe("A little lower at each step."),
  z.strictObject({ kind: z.literal("linear-epochs") }).describe("Down to 0 in a line, in steps of an epoch."),
]);

/** Stages of the network that are not trained at first. */
export const recipeFreezeSchema = z.strictObject({
  stages: z.array(z.string()).describe("By name, or `trunk` for all but the pooling and the neck."),
  untilIteration: count.default(0).describe("Steps."),
  untilEpoch: count.default(0).describe("Epochs; where both are 0, for the whole training."),
});

/** The batch, the length, the sizes and the measuring of a training. */
export const recipeBatchSchema = z.strictObject({
  size: size.describe("Pictures that go through at once, of all processes together."),
  accumulate: size.default(1).describe("Batches that are gathered for one step."),
});

/** How long. */
export const recipeLengthSchema = z.strictObject({
  epochs: count.default(0).describe("How often all items are seen."),
  iterations: count.default(0).describe("Steps; they take the place of epochs where above 0."),
});

/** Training pictures of another size, from a part of the training on. */
export const recipeResolutionSchema = z.strictObject({
  fromPart: share.describe("Part of the steps that are done before."),
  height: size.describe("In pixels."),
  width: size.describe("In pixels."),
});

/** Measuring while training. */
export const recipeValidationSchema = z.strictObject({
  everyEpochs: count.default(1).describe("0 for never but at the end."),
  everyIterations: count.default(0).describe("Steps; they take the place of epochs where above 0."),
  metrics: z
    .array(z.enum(["mAP", "rank-1", "rank-5", "rank-10", "mINP", "µAP"]))
    .default(["mAP", "rank-1"])
    .describe("What is told."),
  best: z.enum(["mAP", "rank-1", "mINP", "µAP"]).default("mAP").describe("Which metric says which checkpoint is best."),
  probes: count.default(8).describe("Queries whose results are told each time."),
  part: share
    .default(0.05)
    .describe("Of the identities: held out to measure with where the data set does not say which."),
});
