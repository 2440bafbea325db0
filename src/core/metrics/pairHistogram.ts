/** How the scores of all pairs of a query and a gallery row spread, matching and not. */
export interface PairHistogram {
  /** Lower bound of the first bin. */
  readonly low: number;
  /** Upper bound of the last bin. */
  readonly high: number;
  /** [B] matching pairs by bin of equal width. */
  readonly matches: Float64Array<ArrayBuffer>;
  /** [B] all other pairs. */
  readonly others: Float64Array<ArrayBuffer>;
}

/** The upper 18 bits of a float32: sign, exponent and 9 bits of the fraction, so that a bin is 1/512 of its scores wide. */
const dropped = 14;
const cells = 2 ** (32 - dropped);

/** Counts scores of pairs as they come, whatever their range, in 2^18 cells that get finer towards 0. */
export class PairCounter {
  readonly #all = new Float64Array(cells);
  readonly #matches = new Float64Array(cells);
  readonly #one = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#one.buffer);

  /**
   * Counts one query's pairs.
   *
   * @param scores [N]; -Infinity for rows that take no rank
   * @param relevant rows that match
   */
  add(scores: Float32Array, relevant: Uint32Array): void {
    const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
    const all = this.#all;
    for (let row = 0; row < bits.length; row++) all[cellOf(bits[row]!)]!++;
    for (const row of relevant) this.#matches[cellOf(bits[row]!)]!++;
  }

  /** The counts in bins of equal width between the lowest and the highest score. */
  histogram(bins: number): PairHistogram {
    this.#one[0] = -Infinity;
    this.#all[cellOf(this.#bits[0]!)] = 0;
    const used: number[] = [];
    this.#all.forEach((count, cell) => {
      if (count > 0) used.push(cell);
    });
    const low = this.#scoreOf(used[0] ?? cells / 2);
    const high = this.#scoreOf(used[used.length - 1] ?? cells / 2);
    const matches = new Float64Array(bins);
    const others = new Float64Array(bins);
    for (const cell of used) {
      const share = high > low ? (this.#scoreOf(cell) - low) / (high - low) : 0;
      const bin = Math.min(bins - 1, Math.floor(share * bins));
      matches[bin]! += this.#matches[cell]!;
      others[bin]! += this.#all[cell]! - this.#matches[cell]!;
    }
    return { low, high, matches, others };
  }

  /** The score in the middle of a cell. */
  #scoreOf(cell: number): number {
    const key = (cell * 2 ** dropped + 2 ** (dropped - 1)) >>> 0;
    this.#bits[0] = key >= 0x80000000 ? key ^ 0x80000000 : ~key;
    return this.#one[0]!;
  }
}

/** Bits of a float32 as a cell that ascends with the score. */
function cellOf(bits: number): number {
  const key = bits >>> 31 === 1 ? ~bits : bits ^ 0x80000000;
  return key >>> dropped;
}
