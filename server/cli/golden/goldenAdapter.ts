import type { ComputedOutputs } from "./comparison";
import type { GoldenCase } from "./goldenFile";

/** Computes a case's outputs; null where the page's side does not implement the case. */
export type GoldenAdapter = (golden: GoldenCase) => ComputedOutputs | null | Promise<ComputedOutputs | null>;

/** By the golden file's name. */
export type GoldenAdapters = Readonly<Partial<Record<string, GoldenAdapter>>>;
