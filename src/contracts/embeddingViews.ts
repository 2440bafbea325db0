import { z } from "zod";

import type { EmbeddingViews } from "../core/embedding/embeddingViews";

/** `views` of a checkpoint's manifest. */
export const embeddingViewsSchema = z.object({
  scales: z.array(z.number().min(0.25).max(4)).min(1).max(8),
  flips: z.array(z.enum(["horizontal", "vertical"])).max(2),
  rotations: z.array(z.literal([90, 180, 270])).max(3),
  denoise: z.enum(["none", "median", "bilateral", "by-type"]),
  pool: z.enum(["sum", "gem"]),
}) satisfies z.ZodType<EmbeddingViews>;
