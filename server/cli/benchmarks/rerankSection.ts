import type { Page } from "playwright";

/** What a part of the re-ranking benchmark may use. */
export interface RerankSetting {
  /** Offers the bridges as `window.studio`. */
  readonly page: Page;
  /** The trainer's interpreter. */
  readonly python: string;
  /** An empty folder for files that a peer writes, served at `filesAddress`. */
  readonly folder: string;
  readonly filesAddress: string;
  /** Folder that vectors are drawn from; null for the project's own. */
  readonly sample: string | null;
  /** The value of an option of the command line, or the standard one. */
  number(name: "rows" | "queries" | "liveRows" | "wholeRows" | "wholeQueries", standard: number): number;
}

/** What a part measured. */
export interface RerankOutcome {
  /** For machines. */
  readonly report: object;
  /** For people. */
  readonly lines: readonly string[];
  /** Whether what must be equal is. Times never fail a benchmark: they depend on the machine. */
  readonly isRight: boolean;
}

/** A part of the re-ranking benchmark: measures beside its peer. */
export type RerankSection = (setting: RerankSetting) => Promise<RerankOutcome>;
