/** Numbers that are appended to: a typed array with room to grow. NaN stands for a number that was not told. */
export class NumberColumn {
  #room = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What is there now; a view, void after the next `push`. */
  get values(): Float64Array {
    return this.#room.subarray(0, this.#length);
  }

  /** The number in a place; NaN outside. */
  at(place: number): number {
    return place >= 0 && place < this.#length ? (this.#room[place] ?? NaN) : NaN;
  }

  push(value: number): void {
    if (this.#length === this.#room.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#room);
      this.#room = larger;
    }
    this.#room[this.#length++] = value;
  }

  /** Drops what lies behind the first `length` numbers. */
  shorten(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Appends NaN until there are `length` numbers. */
  padTo(length: number): void {
    while (this.#length < length) this.push(NaN);
  }
}

/**
 * How many of ascending numbers are below a bound, or equal to it if `isIncluded`.
 *
 * @param from so many are known to be
 */
export function countBelow(ascending: Float64Array, bound: number, isIncluded = false, from = 0): number {
  let [low, high] = [from, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = ascending[middle] ?? NaN;
    if (value < bound || (isIncluded && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
