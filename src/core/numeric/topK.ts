import type { Ranking } from "../ranking/ranking";

/**
 * Keeps the K best of a stream of scored rows: higher score first, equal scores by lower row.
 *
 * A binary heap with the worst kept row on top, so a row that does not belong costs one comparison.
 */
export class TopK {
  private readonly scores: Float64Array;
  private readonly rows: Uint32Array;
  private count = 0;

  /** @param capacity K, at least 0 */
  constructor(private readonly capacity: number) {
    this.scores = new Float64Array(capacity);
    this.rows = new Uint32Array(capacity);
  }

  get length(): number {
    return this.count;
  }

  /** The score that a further row must reach to be kept: that of the K-th best; -Infinity while fewer than K are kept. */
  get worstScore(): number {
    if (this.count < this.capacity) return -Infinity;
    return this.capacity === 0 ? Infinity : this.scores[0]!;
  }

  /** Keeps `row` if it is among the K best so far. A row must be offered once only; a score must not be NaN. */
  offer(score: number, row: number): void {
    if (this.count < this.capacity) {
      this.place(this.count++, score, row);
      this.rise(this.count - 1);
    } else if (this.capacity > 0 && this.isWorse(this.scores[0]!, this.rows[0]!, score, row)) {
      this.place(0, score, row);
      this.sink(0);
    }
  }

  /** The kept rows, best first; empties the heap. */
  takeRanking(): Ranking {
    const rows = new Uint32Array(this.count);
    const scores = new Float32Array(this.count);
    while (this.count > 0) {
      const last = --this.count;
      rows[last] = this.rows[0]!;
      scores[last] = this.scores[0]!;
      this.place(0, this.scores[last]!, this.rows[last]!);
      this.sink(0);
    }
    return { rows, scores };
  }

  private isWorse(score: number, row: number, otherScore: number, otherRow: number): boolean {
    return score < otherScore || (score === otherScore && row > otherRow);
  }

  private place(at: number, score: number, row: number): void {
    this.scores[at] = score;
    this.rows[at] = row;
  }

  private swap(a: number, b: number): void {
    const score = this.scores[a]!;
    const row = this.rows[a]!;
    this.place(a, this.scores[b]!, this.rows[b]!);
    this.place(b, score, row);
  }

  private isWorseAt(a: number, b: number): boolean {
    return this.isWorse(this.scores[a]!, this.rows[a]!, this.scores[b]!, this.rows[b]!);
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isWorseAt(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.count) return;
      const right = left + 1;
      const worse = right < this.count && this.isWorseAt(right, left) ? right : left;
      if (!this.isWorseAt(worse, at)) return;
      this.swap(at, worse);
      at = worse;
    }
  }
}
