/** How many numbers a block of one level has of the level below. */
const fanOut = 16;

/** The least and the greatest of some numbers; NaN where none is finite. */
export interface Extremes {
  readonly least: number;
  readonly most: number;
}

/**
 * The least and greatest number of any part of a curve, in a time that hardly depends on the part's length: blocks of 16, of
 * 256, … know theirs. Not finite numbers are passed over.
 */
export class BlockExtremes {
  #length = 0;
  /** Level 0 are blocks of 16 numbers. */
  readonly #levels: { least: number[]; most: number[] }[] = [];

  /** Takes in what was appended to `values` since the last call. */
  extend(values: Float64Array): void {
    for (let place = this.#length; place < values.length; place++) {
      const value = values[place] ?? NaN;
      if (!Number.isFinite(value)) continue;
      let block = place;
      for (let level = 0; block > 0 || level === 0; level++) {
        block = Math.floor(block / fanOut);
        this.#take(level, block, value);
      }
    }
    this.#length = values.length;
  }

  /** Of values[first] to values[end - 1]. `values` must be what was taken in. */
  of(values: Float64Array, first: number, end: number): Extremes {
    let [least, most] = [Infinity, -Infinity];
    const take = (low: number, high: number) => {
      if (low < least) least = low;
      if (high > most) most = high;
    };
    let place = first;
    while (place < end) {
      const { level, size } = this.#largestBlock(place, end);
      if (level < 0) {
        const value = values[place] ?? NaN;
        if (Number.isFinite(value)) take(value, value);
      } else {
        const block = place / size;
        take(this.#levels[level]?.least[block] ?? Infinity, this.#levels[level]?.most[block] ?? -Infinity);
      }
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

  #take(level: number, block: number, value: number): void {
    const { least, most } = (this.#levels[level] ??= { least: [], most: [] });
    while (least.length <= block) {
      least.push(Infinity);
      most.push(-Infinity);
    }
    if (value < (least[block] ?? Infinity)) least[block] = value;
    if (value > (most[block] ?? -Infinity)) most[block] = value;
  }
}
