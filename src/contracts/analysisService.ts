import type { JudgedQuery } from "../core/metrics/judgedQuery";

/** What rankings are judged by: a number for each row's identity, and 1 for rows of the gallery. */
export interface JudgedTable {
  readonly identities: Uint32Array<ArrayBuffer>;
  readonly isGallery: Uint8Array<ArrayBuffer>;
}

/** The analysis worker: looks through complete rankings, which on the page would be a long task each. */
export interface AnalysisService {
  /** Keeps what rankings are judged by. Opening again replaces it. */
  openJudgement(table: JudgedTable): Promise<void>;
  /**
   * Judges complete rankings of rows of the table by the identity of their queries.
   *
   * @param queries the query's own row in the table, one for each ranking; it counts neither as a hit nor as a rank
   * @param rankings rows, best first, each once
   */
  judge(queries: Uint32Array, rankings: readonly Uint32Array[]): Promise<JudgedQuery[]>;
}
