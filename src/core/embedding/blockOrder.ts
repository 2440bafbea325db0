/** Takes results in any order and gives them back in blocks, in the order of their positions. */
export class BlockOrder<Value> {
  readonly #waiting = new Map<number, Value>();
  #next = 0;
  #ready = 0;

  /** Positions that were given back. */
  get taken(): number {
    return this.#next;
  }

  /** How many results, from the next position on, stand together. */
  get ready(): number {
    return this.#ready;
  }

  /** Positions count from 0, each is added once. */
  add(position: number, value: Value): void {
    this.#waiting.set(position, value);
    while (this.#waiting.has(this.#next + this.#ready)) this.#ready++;
  }

  /** The next results, at most `size`, in order; what a position before them is still waiting for is not among them. */
  take(size: number): Value[] {
    const count = Math.min(size, this.#ready);
    const block: Value[] = [];
    for (let i = 0; i < count; i++) {
      block.push(this.#waiting.get(this.#next) as Value);
      this.#waiting.delete(this.#next++);
    }
    this.#ready -= count;
    return block;
  }
}
