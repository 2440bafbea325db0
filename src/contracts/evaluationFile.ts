import { z } from "zod";

import { StudioError } from "../core/errors";
import type { EvaluationSummary } from "../core/export/evaluationSummary";
import { rankRecipeSchema } from "./rankRecipe";

const number = z.number().nullable();
const text = z.string();

/** What `evaluationJson` writes. */
export const evaluationFileSchema = z.object({
  schema: z.literal(1),
  kind: z.literal("evaluation"),
  metrics: z.array(
    z.object({ id: text.min(1), label: text, definition: text, value: number, low: number, high: number }),
  ),
  context: z.object({
    dataset: text,
    checkpoint: z.object({ id: text, name: text, sha256: text }),
    recipe: rankRecipeSchema,
    counts: z.record(text, z.number()),
    date: z.iso.datetime(),
    notes: z.array(text),
  }),
}) satisfies z.ZodType<EvaluationSummary>;

/**
 * Reads what an evaluation came to from a file.
 *
 * @param name of the file, for messages
 * @throws StudioError ExportFormatError naming every field that is wrong
 */
export function parseEvaluationFile(value: unknown, name: string): EvaluationSummary {
  const parsed = evaluationFileSchema.safeParse(value);
  if (parsed.success) return { metrics: parsed.data.metrics, context: parsed.data.context };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new StudioError(
    "ExportFormatError",
    `${name}: expected an evaluation of schema 1; ${faults.join("; ")}`,
    "Export the evaluation again, with the version of the studio that reads it or an older one.",
  );
}
