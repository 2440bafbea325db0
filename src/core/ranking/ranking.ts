/**
 * Gallery rows of one query, best first: scores never rise, equal scores stand by ascending row, no row twice.
 *
 * `rows.length === scores.length`. Higher score is better, always.
 */
export interface Ranking {
  readonly rows: Uint32Array<ArrayBuffer>;
  readonly scores: Float32Array<ArrayBuffer>;
}
