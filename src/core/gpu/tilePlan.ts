/** Rows that one workgroup scores, and whose code words stand interleaved so that neighbors read neighboring words. */
export const rowsPerBlock = 64;

/** Queries that one dispatch scores at most. */
export const queriesPerBatch = 8;

/** A run of rows that one dispatch scores. */
export interface Tile {
  readonly firstRow: number;
  readonly rows: number;
}

export interface TileLimits {
  /** The largest storage buffer that may be bound. */
  readonly maxBufferBytes: number;
  /** Four-element products in one dispatch: what keeps it far below a GPU watchdog's two seconds. */
  readonly maxProducts: number;
}

/**
 * Cuts a gallery into tiles of equal size, the last one shorter.
 *
 * A tile's codes ([rows, words] words) and its keys ([queriesPerBatch, rows] pairs of words) fit a buffer each, and
 * scoring a full batch against it, in two planes, stays below `maxProducts`. A tile is a whole number of blocks, and
 * never less than one, whatever the limits say.
 */
export function planTiles(rows: number, words: number, limits: TileLimits): Tile[] {
  const byCodes = limits.maxBufferBytes / (4 * words);
  const byKeys = limits.maxBufferBytes / (8 * queriesPerBatch);
  const byProducts = limits.maxProducts / (2 * queriesPerBatch * words);
  const blocks = Math.max(1, Math.floor(Math.min(byCodes, byKeys, byProducts) / rowsPerBlock));
  const step = blocks * rowsPerBlock;
  return Array.from({ length: Math.ceil(rows / step) }, (_, tile) => ({
    firstRow: tile * step,
    rows: Math.min(step, rows - tile * step),
  }));
}
