import { adapters } from "./adapters";
import { compareOutputs } from "./comparison";
import type { GoldenCase, GoldenFile, Tolerance } from "./goldenFile";

/** How one implementation did on one golden file. */
export interface GoldenResult {
  readonly file: string;
  readonly implementation: string;
  readonly passed: number;
  /** Cases of the file that it implements. */
  readonly total: number;
  readonly failures: readonly { readonly case: string; readonly message: string }[];
  /** Names of those cases; absent if it implements all. */
  readonly cases?: readonly string[] | undefined;
}

/** Runs a file against the page's side; null where that implements none of its cases. */
export async function runInTypescript(file: GoldenFile): Promise<GoldenResult | null> {
  const outcomes: { case: string; message: string | null }[] = [];
  for (const golden of file.cases) {
    const message = await runCase(file.name, golden, golden.tolerance ?? file.tolerance);
    if (message !== "not implemented") outcomes.push({ case: golden.name, message });
  }
  if (outcomes.length === 0) return null;
  const failures = outcomes.flatMap(({ case: name, message }) => (message === null ? [] : [{ case: name, message }]));
  return {
    file: file.name,
    implementation: "typescript",
    passed: outcomes.length - failures.length,
    total: outcomes.length,
    failures,
    cases: outcomes.map((outcome) => outcome.case),
  };
}

/** null if the case passed, else why it did not. */
async function runCase(file: string, golden: GoldenCase, tolerance: Tolerance): Promise<string | null> {
  try {
    const computed = (await adapters[file]?.(golden)) ?? null;
    return computed === null ? "not implemented" : compareOutputs(computed, golden.outputs, tolerance);
  } catch (error) {
    // A case that an implementation chokes on is its failure, not the command's.
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * The cases that no implementation tried, as failures of nobody.
 *
 * @returns null where every case of the file was tried
 */
export function findUntried(file: GoldenFile, results: readonly GoldenResult[]): GoldenResult | null {
  const tried = results.filter((result) => result.file === file.name && result.total > 0);
  if (tried.some((result) => result.cases === undefined && result.total >= file.cases.length)) return null;
  const names = new Set(tried.flatMap((result) => result.cases ?? []));
  const untried = file.cases.filter((golden) => !names.has(golden.name));
  if (untried.length === 0) return null;
  const failures = untried.map((golden) => ({ case: golden.name, message: "nothing implements it" }));
  return { file: file.name, implementation: "none", passed: 0, total: untried.length, failures };
}
