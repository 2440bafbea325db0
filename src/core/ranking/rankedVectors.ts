import type { Matrix } from "../numeric/matrix";

/** Queries and the gallery that they are ranked against. */
export interface RankedVectors {
  /** [Q, D] */
  readonly queries: Matrix;
  /** [N, D] */
  readonly gallery: Matrix;
  /** [Q] the gallery row that shows the same picture, -1 where none does; null where no query is in the gallery. */
  readonly ownRows: Int32Array | null;
}
