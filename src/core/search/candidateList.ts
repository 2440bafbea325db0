import { TopK } from "../numeric/topK";
import type { Candidates } from "./rescoring";

const LEAST_CAPACITY = 4096;

/**
 * Collects the rows of a scan that could be in the top K, by estimates with proven errors.
 *
 * The K-th best lower bound so far is a threshold: a row whose upper bound lies below it is out. It only rises, so rows
 * collected early are weeded out whenever the list is full; it doubles when most of them are still in.
 */
export class CandidateList {
  private readonly lowerBounds: TopK;
  private rows: Uint32Array;
  private upperBounds: Float64Array;
  private count = 0;

  constructor(topK: number) {
    this.lowerBounds = new TopK(topK);
    const capacity = Math.max(LEAST_CAPACITY, 4 * topK);
    this.rows = new Uint32Array(capacity);
    this.upperBounds = new Float64Array(capacity);
  }

  /** A row whose upper bound lies below this cannot be in the top K. -Infinity until K rows are known. */
  get threshold(): number {
    return this.lowerBounds.worstScore;
  }

  /** Adds a row whose score lies within `error` of `estimate`. Each row once. */
  add(row: number, estimate: number, error: number): void {
    const upperBound = estimate + error;
    if (upperBound < this.threshold) return;
    this.lowerBounds.offer(estimate - error, row);
    if (this.count === this.rows.length) this.makeRoom();
    this.rows[this.count] = row;
    this.upperBounds[this.count++] = upperBound;
  }

  /** All rows that could be in the top K, with upper bounds times `norm`. */
  candidates(norm: number): Candidates {
    this.weedOut();
    return {
      rows: this.rows.slice(0, this.count),
      upperBounds: this.upperBounds.slice(0, this.count).map((bound) => bound * norm),
    };
  }

  private makeRoom(): void {
    this.weedOut();
    if (this.count * 2 < this.rows.length) return;
    const rows = new Uint32Array(this.rows.length * 2);
    rows.set(this.rows);
    const upperBounds = new Float64Array(rows.length);
    upperBounds.set(this.upperBounds);
    this.rows = rows;
    this.upperBounds = upperBounds;
  }

  private weedOut(): void {
    const { threshold } = this;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.upperBounds[i]! < threshold) continue;
      this.rows[kept] = this.rows[i]!;
      this.upperBounds[kept++] = this.upperBounds[i]!;
    }
    this.count = kept;
  }
}
