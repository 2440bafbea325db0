import { z } from "zod";

import { count, positive, share, size } from "./recipeNumber";

const backboneName = z.enum([
  "resnet18",
  "resnet34",
  "resnet50",
  "resnet101",
  "resnet152",
  "vgg16",
  "densenet169",
  "efficientnet-lite0",
  "efficientnet-b3",
  "efficientnet-b4",
  "efficientnet-b5",
  "efficientnet-b6",
  "efficientnet-b7",
  "efficientnetv2-m",
  "resnest50",
  "resnest101",
  "res2net101",
  "swinv2-base",
]);

const batchDrop = z.strictObject({
  height: share.default(0.33).describe("Part of the map's height."),
  width: share.default(1).describe("Part of the map's width."),
});

const backbone = z.strictObject({
  name: backboneName.describe("Which network looks at the picture."),
  weights: z
    .enum(["none", "imagenet"])
    .default("imagenet")
    .describe(
      "What it starts from: random numbers, or published ImageNet weights. A run can start from a checkpoint instead.",
    ),
  ibn: z
    .boolean()
    .default(false)
    .describe("IBN-a: half instance norm, half batch norm in the first three stages of a ResNet."),
  nonLocal: z
    .tuple([count, count, count, count])
    .default([0, 0, 0, 0])
    .describe("How many of the last blocks of each of a ResNet's four stages a non-local block follows."),
  nonLocalChannels: z
    .enum(["one", "half"])
    .default("one")
    .describe("Channels inside a non-local block: one, as fast-reid computes it, or half of the stage's."),
  lastStride: z
    .literal([1, 2])
    .default(2)
    .describe("1 keeps a ResNet's last map as large as the one before: finer, and four times the work there."),
  ceilPool: z
    .boolean()
    .default(false)
    .describe("A ResNet's first pooling rounds up and does not pad, as in fast-reid."),
  attention: z
    .enum(["none", "rga"])
    .default("none")
    .describe("Relation-aware global attention behind DenseNet's third block."),
  dropPath: share.default(0).describe("Probability that a residual branch is left out while training."),
  channels: z.literal([1, 3]).default(3).describe("Of the pictures: 3, or 1 for gray ones."),
});

const pooling = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("gem"),
      power: positive.default(3).describe("1 is the average; the higher, the nearer to the maximum."),
      isLearned: z.boolean().default(false).describe("Whether the power is trained too."),
    })
    .describe("Generalized mean over the map."),
  z.strictObject({ kind: z.literal("max") }).describe("The maximum of each channel (MAC)."),
  z
    .strictObject({
      kind: z.literal("rmac"),
      levels: size.default(2).describe("How many sizes of regions; 2 as released."),
      whitening: z.boolean().default(true).describe("Whether a layer whitens each region."),
    })
    .describe("R-MAC: maxima of regions, each to unit length, summed."),
  z.strictObject({ kind: z.literal("none") }).describe("The neck takes the whole map."),
]);

const dimension = size.describe("Numbers in the embedding.");

const neck = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }).describe("What is pooled is the embedding."),
  z
    .strictObject({
      kind: z.literal("batch-norm"),
      dropout: share.default(0).describe("Part of the unit embedding that is dropped while training."),
    })
    .describe("A batch norm without a shift (BNNeck)."),
  z
    .strictObject({
      kind: z.literal("linear-batch-norm"),
      dimension,
      hasBias: z.boolean().default(false).describe("Whether the linear layer shifts."),
      start: z.enum(["xavier", "orthogonal"]).default("xavier").describe("Its weights at the start."),
    })
    .describe("A linear layer and a batch norm."),
  z.strictObject({ kind: z.literal("linear"), dimension }).describe("A linear layer with a shift: learned whitening."),
  z
    .strictObject({
      kind: z.literal("flatten"),
      dimension,
      dropout: share.default(0.2).describe("Before the linear layer, while training."),
    })
    .describe("The whole map as one vector: batch norm, dropout, linear layer, batch norm, PReLU."),
]);

/** Trunk, pooling and neck in a row. */
export const recipeNetworkSchema = z.strictObject({
  backbone: backbone.describe("The network that looks at the picture."),
  batchDrop: batchDrop
    .nullable()
    .default(null)
    .describe("While training, a rectangle of the map is blanked, the same for the whole batch."),
  pooling: pooling.default({ kind: "gem", power: 3, isLearned: false }).describe("How its map becomes one vector."),
  neck: neck.default({ kind: "none" }).describe("What makes the embedding of that vector."),
});
