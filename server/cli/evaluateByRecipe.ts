// `studio -- evaluate … --rank RECIPE`: the trainer embeds, the page's own code ranks and measures.
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

import { unzipSync } from "fflate";

import type { MeasuredQueries } from "../../src/contracts/analysisService";
import { checkpointManifestSchema } from "../../src/contracts/checkpoint";
import { parseRankRecipe } from "../../src/contracts/rankRecipe";
import { parseItemTable } from "../../src/core/dataset/itemTable";
import { packItems } from "../../src/core/dataset/packedItems";
import { viewsOf } from "../../src/core/embedding/derivedManifest";
import { readNpy } from "../../src/core/embedding/embeddingTable";
import type { EmbeddingViews } from "../../src/core/embedding/embeddingViews";
import { StudioError } from "../../src/core/errors";
import { mainMetrics } from "../../src/core/metrics/allMetrics";
import { judgedList } from "../../src/core/metrics/judgedQueries";
import { namedEstimates } from "../../src/core/metrics/metricEstimates";
import { planEvaluation } from "../../src/core/metrics/evaluationPlan";
import { findOtherItems } from "../../src/core/metrics/otherItems";
import type { Matrix } from "../../src/core/numeric/matrix";
import { rankPresets } from "../../src/core/ranking/rankPresets";
import { type RankRecipe, viewsNote } from "../../src/core/ranking/rankRecipe";
import { makeRankTools, type RankKernels } from "../../src/engine/analysis/rankTools";
import { arrangeSet, measureSet } from "../../src/engine/analysis/measuredSet";
import { buildKernels } from "../build/buildKernels";
import { root, userFolder } from "../checkout";
import { helpText, readCommandLine } from "../commandLine";
import { runTrainer } from "./runTrainer";

const commandLine = {
  usage: "npm run studio -- evaluate --items TABLE --checkpoint DIR --rank RECIPE [--json]",
  summary: "Metrics of a checkpoint, or of several fused, with the ranking steps of a rank recipe.",
  options: {
    items: { value: "TABLE", help: "item table with queries and a gallery" },
    checkpoint: {
      value: "DIR",
      help: "checkpoint folder; given again, rankings are fused as the recipe says",
      isList: true,
    },
    rank: { value: "RECIPE", help: "name of a published pipeline, or a recipe's .json file" },
    json: { help: "print one JSON object" },
  },
} as const;

/** Whether arguments ask for an evaluation by a rank recipe, which this command does; the trainer does all others. */
export function asksForRecipe(args: readonly string[]): boolean {
  return args[0] === "evaluate" && args.some((arg) => arg === "--rank" || arg.startsWith("--rank="));
}

/**
 * Embeds an item table by each checkpoint, and measures a rank recipe.
 *
 * @param args behind `evaluate`
 * @returns the exit status
 */
export async function evaluateByRecipe(args: readonly string[]): Promise<number> {
  const { switches, values, lists } = readCommandLine(commandLine, args);
  if (switches.has("help")) {
    console.log(helpText(commandLine));
    return 0;
  }
  const [items, checkpoints] = [values.get("items"), lists.get("checkpoint") ?? []];
  if (items === undefined || checkpoints.length === 0) {
    const missing = items === undefined ? "--items TABLE" : "--checkpoint DIR";
    throw new StudioError("CommandUsageError", `expected ${missing}; found none`, `See ${commandLine.usage}`);
  }
  const recipe = readRecipe(values.get("rank") ?? "");
  const table = resolve(userFolder, items);
  const packed = packItems(parseItemTable(readFileSync(table, "utf8"), basename(table)));
  const plan = planEvaluation(packed); // before anything is embedded
  const vectors: Matrix[] = [];
  for (const checkpoint of checkpoints) vectors.push(await embed(table, checkpoint));
  const others = findOtherItems(packed);
  const never = new AbortController().signal;
  const set = arrangeSet(vectors, { plan, others });
  const tools = makeRankTools(loadKernels(), never, () => Promise.resolve());
  const measured = await measureSet(set, recipe, tools, () => undefined);
  const { metrics, milliseconds, backend } = measured;
  const notes = [...measured.notes, ...[viewsNote(recipe, checkpoints.map(readViews))].filter((note) => note !== null)];
  if (switches.has("json")) {
    const counted = judgedList(measured.queries).filter(({ relevantCount }) => relevantCount > 0).length;
    const counts = { queries: counted, skipped: measured.queries.count - counted, gallery: plan.galleryCount };
    console.log(JSON.stringify({ schema: 2, recipe, checkpoints, metrics, counts, notes, milliseconds, backend }));
  } else print(recipe, measured, notes);
  return 0;
}

function readRecipe(name: string): RankRecipe {
  const preset = rankPresets.find((each) => each.name === name);
  if (preset !== undefined) return preset;
  const path = resolve(userFolder, name);
  try {
    return parseRankRecipe(JSON.parse(readFileSync(path, "utf8")), basename(path));
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError(
      "CommandUsageError",
      `expected a rank recipe's file or one of ${rankPresets.map((each) => each.name).join(", ")}; found "${name}" (${error instanceof Error ? error.message : String(error)})`,
      "Export a recipe from the rank lab, or name a published one.",
    );
  }
}

/** How a checkpoint looks at pictures; that it can be read was seen when it embedded them. */
function readViews(checkpoint: string): EmbeddingViews {
  const text = readFileSync(resolve(userFolder, checkpoint, "checkpoint.json"), "utf8");
  return viewsOf(checkpointManifestSchema.parse(JSON.parse(text)));
}

async function embed(table: string, checkpoint: string): Promise<Matrix> {
  const folder = await mkdtemp(join(tmpdir(), "studio-evaluate-"));
  try {
    const out = join(folder, "vectors.npz");
    const status = await runTrainer(["embed", "--items", table, "--checkpoint", checkpoint, "--out", out]);
    if (status !== 0) {
      throw new StudioError(
        "MeasurementError",
        `expected ${checkpoint} to embed the items; the trainer ended with ${status}`,
        "It said why above.",
      );
    }
    const file = unzipSync(readFileSync(out))["vectors.npy"] ?? new Uint8Array();
    const { numbers, rows, dimension } = readNpy(file);
    return { rows, columns: dimension, values: Float32Array.from(numbers) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kernels from the disk; Node runs them as a browser does. */
function loadKernels(): RankKernels {
  buildKernels();
  const compiled = (name: string) =>
    new WebAssembly.Module(readFileSync(join(root, `src/engine/wasm/generated/${name}.wasm`)));
  return { search: { search: compiled("searchKernels"), relaxed: null }, products: compiled("productKernels") };
}

function print(recipe: RankRecipe, { metrics, queries }: MeasuredQueries, notes: readonly string[]): void {
  const skipped = judgedList(queries).filter(({ relevantCount }) => relevantCount === 0).length;
  const values = namedEstimates(metrics)
    .filter(({ id }) => mainMetrics.includes(id))
    .map(
      ({ metric, value, low, high }) => `${metric.label} ${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
    );
  console.log(`${recipe.name}: ${values.join("  ")}`);
  console.log(
    `${queries.count - skipped} queries, ${skipped} without a match left out; in brackets the 95 % interval over resampled queries`,
  );
  for (const note of notes) console.log(note);
}
