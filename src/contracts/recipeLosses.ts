import { z } from "zod";

import { count, notNegative, positive, share, size } from "./recipeNumber";

const everyLoss = {
  weight: notNegative.default(1).describe("In the sum of all losses."),
  on: z
    .enum(["feature", "embedding"])
    .default("embedding")
    .describe("Which vector it sees: what was pooled, or what the neck makes of it."),
  startsAtStep: count.default(0).describe("It does not count before."),
  endsAtStep: count.nullable().default(null).describe("Nor from here on; empty for never."),
};

const softmax = z
  .strictObject({
    kind: z.literal("softmax"),
    ...everyLoss,
    marginKind: z
      .enum(["linear", "plain", "cosface", "arcface", "arcface-guarded", "arcface-easy", "circle"])
      .default("linear")
      .describe(
        "How the right identity is made harder: not at all (linear: scalar product; plain: cosine), by its cosine, by its angle, or both ways at once (circle).",
      ),
    scale: positive.default(1).describe("Of the cosines."),
    margin: notNegative.default(0).describe("Of the right identity; radians for arcface."),
    smoothing: share.default(0).describe("Part of the target that goes to the wrong identities."),
    smoothingForm: z
      .enum(["fast-reid", "strong-baseline"])
      .default("fast-reid")
      .describe("How that part is shared: over all but the right identity, or over all."),
    focalGamma: notNegative.default(0).describe("Above 0, easy pictures count less."),
    deviation: positive.default(0.01).describe("Of the classifier's weights at the start."),
    rate: positive.default(1).describe("Factor of the learning rate for the classifier."),
    queue: count.default(0).describe("Embeddings of earlier batches that are classified too."),
  })
  .describe("Classification over identities, with or without a margin.");

const curricular = z
  .strictObject({
    kind: z.literal("curricular"),
    ...everyLoss,
    scale: positive.default(35).describe("Of the cosines."),
    margin: notNegative.default(0.3).describe("Of the right identity, in radians."),
  })
  .describe("CurricularFace: hard identities count more as training goes on.");

const triplet = z
  .strictObject({
    kind: z.literal("triplet"),
    ...everyLoss,
    margin: notNegative.default(0.3).describe("By how much a wrong picture must be farther; 0 is the soft margin."),
    mining: z
      .enum(["hard", "weighted"])
      .default("hard")
      .describe("The hardest pictures of the batch, or all by their weight."),
    distance: z
      .enum(["euclidean", "euclidean-unit", "squared-unit"])
      .default("euclidean")
      .describe("Of the vectors as they are, or of unit vectors."),
  })
  .describe("Pictures of an identity nearer than those of others.");

const center = z
  .strictObject({
    kind: z.literal("center"),
    ...everyLoss,
    centerRate: positive.default(0.5).describe("Learning rate of the centers, on gradients divided by the weight."),
  })
  .describe("Distance to the identity's center.");

const contrastive = z
  .strictObject({
    kind: z.literal("contrastive"),
    ...everyLoss,
    positiveMargin: notNegative.default(0).describe("Distances of pairs up to it cost nothing."),
    negativeMargin: notNegative.default(1).describe("Distances of wrong pairs from it on cost nothing."),
    memory: count.default(0).describe("Embeddings remembered from earlier batches."),
  })
  .describe("Pairs of unit vectors by their distance.");

const margin = notNegative.default(0.25).describe("How far right and wrong pairs are pushed apart.");

const pairs = [
  z
    .strictObject({
      kind: z.literal("supervised-contrastive"),
      ...everyLoss,
      temperature: positive.default(0.07).describe("The lower, the more the hardest pairs count."),
    })
    .describe("Softmax over the batch's pairs."),
  z
    .strictObject({
      kind: z.literal("pairwise-circle"),
      ...everyLoss,
      margin,
      scale: positive.default(128).describe("Of the cosines."),
    })
    .describe("Circle loss over pairs."),
  z
    .strictObject({
      kind: z.literal("pairwise-cosface"),
      ...everyLoss,
      margin,
      scale: positive.default(64).describe("Of the cosines."),
    })
    .describe("CosFace over pairs."),
] as const;

const listwise = z
  .strictObject({
    kind: z.literal("listwise-ap"),
    ...everyLoss,
    bins: size.default(20).describe("Steps that scores are quantized to."),
  })
  .describe("Average precision of each picture's ranking of the batch.");

const tuples = z
  .strictObject({
    kind: z.literal("tuple-triplet"),
    ...everyLoss,
    margin: notNegative.default(0.1).describe("By how much a wrong picture must be farther."),
  })
  .describe("Triplets that the sampler mined: a query, its positive and negatives.");

/** One term of what is minimized. */
export const recipeLossSchema = z.discriminatedUnion("kind", [
  softmax,
  curricular,
  triplet,
  center,
  contrastive,
  ...pairs,
  listwise,
  tuples,
]);
