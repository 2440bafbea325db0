/** How many numbers a block of one level has of the level below. */
const fanOut = 16;

/** The least and the greatest of some numbers; NaN where none is finite. */
export interface Extremes {
  readonly least: number;
  readonly most: number;
}

/** Blocks of one size; Infinity and -Infinity for one without a finite number. */
interface Level {
  readonly least: number[];
  readonly most: number[];
}

/**
 * The least and greatest number of any part of a curve, in a time that hardly depends on the part's length: blocks of 16, of
 * 256, … know theirs. Not finite numbers are passed over.
 */
export class BlockExtremes {
  #length = 0;
  /** Level 0 are blocks of 16 numbers. */
  readonly #levels: Level[] = [];

  /** Takes in what was appended to `values` since the last call. */
  extend(values: Float64Array): void {
    if (values.length === this.#length) return;
    let [first, count] = [Math.floor(this.#length / fanOut), Math.ceil(values.length / fanOut)];
    this.#fill(0, { least: values, most: values }, [first, count]);
    for (let level = 1; count > 1; level++) {
      const below = this.#levels[level - 1];
      [first, count] = [Math.floor(first / fanOut), Math.ceil(count / fanOut)];
      if (below !== undefined) this.#fill(level, below, [first, count]);
    }
    this.#length = values.length;
  }

  /** Of values[first] to values[end - 1]. `values` must be what was taken in. */
  of(values: Float64Array, first: number, end: number): Extremes {
    let [least, most] = [Infinity, -Infinity];
    let place = first;
    while (place < end) {
      const { level, size } = this.#largestBlock(place, end);
      const blocks = this.#levels[level];
      const value = values[place] ?? NaN;
      const [low, high] =
        blocks === undefined ? [value, value] : [blocks.least[place / size] ?? NaN, blocks.most[place / size] ?? NaN];
      // An infinite number of the curve itself is no extreme; an empty block changes nothing.
      if (low < least && low !== -Infinity) least = low;
      if (high > most && high !== Infinity) most = high;
      place += size;
    }
    return least > most ? { least: NaN, most: NaN } : { least, most };
  }

  #largestBlock(place: number, end: number): { readonly level: number; readonly size: number } {
    let [level, size] = [-1, 1];
    while (place % (size * fanOut) === 0 && place + size * fanOut <= end && level + 1 < this.#levels.length) {
      size *= fanOut;
      level++;
    }
    return { level, size };
  }

  /** Computes blocks `first` to `end - 1` of a level from the level below, or from the numbers themselves. */
  #fill(
    level: number,
    below: { readonly least: ArrayLike<number>; readonly most: ArrayLike<number> },
    [first, end]: readonly [number, number],
  ): void {
    const { least, most } = (this.#levels[level] ??= { least: [], most: [] });
    for (let block = first; block < end; block++) {
      let [low, high] = [Infinity, -Infinity];
      const last = Math.min((block + 1) * fanOut, below.least.length);
      for (let place = block * fanOut; place < last; place++) {
        const [a, b] = [below.least[place] ?? NaN, below.most[place] ?? NaN];
        if (a < low && a !== -Infinity) low = a;
        if (b > high && b !== Infinity) high = b;
      }
      least[block] = low;
      most[block] = high;
    }
  }
}
