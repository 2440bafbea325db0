import { z } from "zod";

import { count, notNegative, share, size } from "./recipeNumber";

const pictures = z.int().min(2).default(4).describe("Pictures of each identity in a batch.");

const drawnSheets = z
  .strictObject({
    kind: z.literal("drawn-sheets"),
    pictures,
    sharedStyle: share.default(0.5).describe("How often the pictures of an identity share stroke width and ink."),
    marked: share.default(0.35).describe("How often a sheet has labels, numerals or specks."),
    erased: share.default(0.2).describe("How often a rectangle is blank."),
    twoFigures: share.default(0.15).describe("How often there is a second figure on the sheet."),
    quarterTurn: share.default(0.15).describe("How often a sheet lies sideways."),
    upsideDown: share.default(0.03).describe("How often a sheet stands on its head."),
    mirror: share.default(0.15).describe("How often a sheet is mirrored."),
    rotationDegrees: notNegative.default(4).describe("Standard deviation of a figure's turn."),
    zoom: notNegative.default(0.08).describe("Standard deviation of the logarithm of its size."),
    stretch: notNegative.default(0.06).describe("Standard deviation of the logarithm of width over height."),
    shift: notNegative.default(0.02).describe("Standard deviation of its place, as part of the side."),
    part: share.default(0.08).describe("How often only a part of the figure is shown."),
    side: size.default(288).describe("Of the pictures as they are drawn, in pixels."),
  })
  .describe("Sheets drawn while training from line drawings, each in a style of its own.");

const minedTuples = z
  .strictObject({
    kind: z.literal("mined-tuples"),
    negatives: size.default(1).describe("Of each query."),
    pool: size.default(20000).describe("Items that are searched for hard ones."),
    queries: count.default(2000).describe("Of each epoch; 0 for all."),
    among: size
      .default(1)
      .describe("One of a query's so many hardest triplets is drawn, which needs one negative; 1 takes the hardest."),
    margin: notNegative
      .nullable()
      .default(null)
      .describe("Triplets that lose nothing at it are passed over; empty takes them too. Needs one negative."),
  })
  .refine(({ negatives, among, margin }) => negatives === 1 || (among === 1 && margin === null), {
    message: "among and margin need 1 negative of each query",
    path: ["negatives"],
  })
  .describe("A query, its hardest positive and hard negatives, searched with the network as it stands.");

/** Which items come together in a batch. */
export const recipeSamplerSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("random"),
      views: size.default(1).describe("Pictures made of each item."),
      negatives: count.default(0).describe("Items of the reference set that join each of the batch's items."),
    })
    .describe("Every item once an epoch, in random order."),
  z
    .strictObject({
      kind: z.literal("identities"),
      pictures,
      draw: z
        .enum(["balanced", "naive", "once"])
        .default("balanced")
        .describe(
          "A picture and others of every identity in turn (balanced); all pictures before one comes again (naive); every identity once an epoch (once).",
        ),
      negatives: count.default(0).describe("Items of the reference set that join the batch; they count in its size."),
    })
    .describe("So many identities, and so many pictures of each."),
  z
    .strictObject({
      kind: z.literal("aspect"),
      groups: size.default(5).describe("Of width over height, each with as many items; where no shapes are named."),
      shapes: z
        .array(z.strictObject({ height: size.describe("In pixels."), width: size.describe("In pixels.") }))
        .default([])
        .describe("Of the training pictures; an item gets the shape whose width over height is nearest to its own."),
    })
    .describe("Random batches of items with a similar width over height."),
  z
    .strictObject({
      kind: z.literal("long-tail"),
      pictures,
      secondStage: share.default(0.5).describe("The second stage runs from this part of the epochs on."),
      most: size.default(20).describe("Items of an identity in the second stage."),
    })
    .describe("All items first, then no identity with more than so many."),
  minedTuples,
  drawnSheets,
]);
