import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { StudioError } from "../../../src/core/errors";

const goldenArray = z.object({ shape: z.array(z.int().min(0)), data: z.array(z.number()) });
const tolerance = z.object({ abs: z.number().min(0), rel: z.number().min(0) });
const values = z.record(z.string(), z.unknown());
const goldenCase = z.object({
  name: z.string(),
  inputs: values,
  params: values,
  outputs: values,
  tolerance: tolerance.optional(),
});
const goldenFile = z.object({ cases: z.array(goldenCase).min(1), tolerance });

/** An array of a golden file, row-major. */
export type GoldenArray = z.infer<typeof goldenArray>;
/** A check is |found - expected| <= abs + rel |expected|. */
export type Tolerance = z.infer<typeof tolerance>;
/** One case: what goes in and what must come out, as plain JSON that an adapter reads further. */
export type GoldenCase = z.infer<typeof goldenCase>;

/** Numbers that every implementation must reproduce. */
export interface GoldenFile {
  /** File name without `.json`. */
  readonly name: string;
  readonly cases: readonly GoldenCase[];
  readonly tolerance: Tolerance;
}

/** Reads an array of a case; adapters call it for the inputs that they know. */
export const parseGoldenArray = (value: unknown): GoldenArray => goldenArray.parse(value);

/**
 * Reads the golden files of a folder whose names match any of the patterns, in the order of their names.
 *
 * @param patterns file names without `.json`, where `*` stands for any text
 * @throws CommandUsageError: no such folder, a pattern that nothing matches, or files that are no golden files, all named
 */
export function readGoldenFiles(folder: string, patterns: readonly string[]): GoldenFile[] {
  const names = goldenNames(folder);
  const matches = (pattern: string): string[] => names.filter((name) => globExpression(pattern).test(name));
  const unmatched = patterns.filter((pattern) => matches(pattern).length === 0);
  if (unmatched.length > 0) {
    throw new StudioError(
      "CommandUsageError",
      `expected golden files named ${unmatched.join(", ")} in ${folder}; found ${names.join(", ") || "no .json file"}`,
      "Names are given without .json; * stands for any text.",
    );
  }
  const faults: string[] = [];
  const files = [...new Set(patterns.flatMap(matches))].toSorted().flatMap((name) => {
    const file = parseFile(join(folder, `${name}.json`));
    if (typeof file !== "string") return [{ name, ...file }];
    faults.push(`${name}.json: ${file}`);
    return [];
  });
  if (faults.length === 0) return files;
  throw new StudioError("CommandUsageError", faults.join("\n"), "Copy these golden files again.");
}

function goldenNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError(
      "CommandUsageError",
      `expected a folder of golden files at ${folder}; found none (${reason})`,
      "Pass the folder that holds resize_pil.json and the others with --dir.",
    );
  }
}

/** What is wrong, in words, or the file. */
function parseFile(path: string): z.infer<typeof goldenFile> | string {
  try {
    const parsed = goldenFile.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    const [first] = parsed.error.issues;
    return `expected {cases, tolerance}; found ${first?.path.join(".") ?? "it"}: ${first?.message ?? "wrong"}`;
  } catch (error) {
    return `expected JSON; ${error instanceof Error ? error.message : String(error)}`;
  }
}

function globExpression(glob: string): RegExp {
  const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${glob.split("*").map(literal).join(".*")}$`);
}
