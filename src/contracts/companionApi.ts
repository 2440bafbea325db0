import { z } from "zod";

/** GET /api/status: what the companion says of itself. */
export const companionStatusSchema = z.object({
  schema: z.literal(1),
  version: z.string(),
  /** Whether pages are served with the headers that threads need. */
  isIsolated: z.boolean(),
});
export type CompanionStatus = z.infer<typeof companionStatusSchema>;
