import { z } from "zod";

import type { ItemId } from "../core/dataset/item";

/** What a person made of a query while looking at where an evaluation fails. It belongs to the item, whatever is evaluated. */
export interface QueryReview {
  readonly schema: 1;
  readonly item: ItemId;
  readonly note: string;
  /** Whether reports show it. */
  readonly isChosen: boolean;
}

const queryReviewSchema = z.strictObject({
  schema: z.literal(1),
  item: z
    .string()
    .min(1)
    .transform((item) => item as ItemId),
  note: z.string(),
  isChosen: z.boolean(),
}) satisfies z.ZodType<QueryReview>;

/** A review as the browser kept it; null for what no page of this version wrote. */
export function parseQueryReview(kept: unknown): QueryReview | null {
  return queryReviewSchema.safeParse(kept).data ?? null;
}
