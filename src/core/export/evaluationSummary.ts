import { formatCsvRecord, textCell } from "../dataset/csv";
import type { RankRecipe } from "../ranking/rankRecipe";

/** One number that an evaluation came to, with what it means. */
export interface SummaryMetric {
  /** As files have it, "map" for one. */
  readonly id: string;
  readonly label: string;
  /** What exactly was computed, in a sentence. */
  readonly definition: string;
  /** Null where nothing could be measured. */
  readonly value: number | null;
  /** The interval's ends; null where none was computed. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What was measured, by what. */
export interface SummaryContext {
  readonly dataset: string;
  readonly checkpoint: { readonly id: string; readonly name: string; readonly sha256: string };
  readonly recipe: RankRecipe;
  /** How many queries, gallery items and the like, by a name that files have: "queries", "gallery". */
  readonly counts: Readonly<Record<string, number>>;
  /** ISO 8601. */
  readonly date: string;
  /** What was not done as asked, and the user's own remarks. */
  readonly notes: readonly string[];
}

/** What an evaluation came to: numbers that can be compared only beside what they were measured on. */
export interface EvaluationSummary {
  readonly metrics: readonly SummaryMetric[];
  readonly context: SummaryContext;
}

/** The summary as a file: JSON of schema 1, which `parseEvaluationFile` reads back. */
export function evaluationJson({ metrics, context }: EvaluationSummary): string {
  return `${JSON.stringify({ schema: 1, kind: "evaluation", metrics, context }, null, 2)}\n`;
}

/**
 * The summary as CSV by RFC 4180: a line a metric, with all that it was measured on in each line, so that the files of
 * several evaluations can be put one below the other. Cells are empty where there is no number.
 */
export function evaluationCsv({ metrics, context }: EvaluationSummary): string {
  const { dataset, checkpoint, recipe, counts, date, notes } = context;
  const names = Object.keys(counts);
  const header = [
    ...["metric", "label", "value", "low", "high", "definition", "dataset"],
    ...["checkpoint", "checkpoint_name", "checkpoint_sha256", "recipe", "recipe_json", "date", "notes"],
    ...names,
  ];
  const about = [dataset, checkpoint.id, checkpoint.name, checkpoint.sha256, recipe.title].map(textCell);
  const rest = [
    JSON.stringify(recipe),
    date,
    textCell(notes.join("; ")),
    ...names.map((name) => numberCell(counts[name])),
  ];
  const lines = metrics.map(({ id, label, definition, value, low, high }) => [
    ...[textCell(id), textCell(label), numberCell(value), numberCell(low), numberCell(high), textCell(definition)],
    ...about,
    ...rest,
  ]);
  return [header, ...lines].map((cells) => `${formatCsvRecord(cells)}\r\n`).join("");
}

function numberCell(value: number | null | undefined): string {
  return value == null || Number.isNaN(value) ? "" : String(value);
}
