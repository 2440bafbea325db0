import { encodeFloat16, float16Values } from "../numeric/float16";
import { type KReciprocalOptions, listLengths, neighborsNeeded, rulesOf } from "./kReciprocalOptions";
import type { DistancePool } from "./kReciprocalPool";
import { type SparseRows, SparseRowsBuilder } from "./sparseRows";

/** Rounds to the nearest float16 number. */
export const roundToFloat16 = (value: number): number => float16Values()[encodeFloat16(value)]!;

/** Members of a set for each row. */
interface Sets {
  /** [N + 1] */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/**
 * The encoding of every pooled row: a weight for each member of its expanded set of reciprocal neighbors, exp(-distance)
 * made to sum to 1, then averaged over the row's k2 nearest.
 *
 * @returns [N, N], sparse
 */
export function reciprocalWeights(pool: DistancePool, options: KReciprocalOptions): SparseRows {
  const weights = ownWeights(pool, options);
  return options.k2 === 1 ? weights : averageOverNeighbors(pool, weights, options);
}

/** Of each row's first `length` neighbors those that have the row among their first `length`. */
function reciprocalSets({ size, listed, neighbors }: DistancePool, length: number): Sets {
  const count = Math.min(length, listed);
  const starts = new Uint32Array(size + 1);
  const members = new Uint32Array(size * count);
  let total = 0;
  for (let row = 0; row < size; row++) {
    for (let rank = 0; rank < count; rank++) {
      const candidate = neighbors[row * listed + rank]!;
      const first = candidate * listed;
      let at = first;
      while (at < first + count && neighbors[at] !== row) at++;
      if (at < first + count) members[total++] = candidate;
    }
    starts[row + 1] = total;
  }
  return { starts, members: members.subarray(0, total) };
}

/** Marks rows; a new round forgets all marks at once. */
class Marks {
  private readonly rounds: Uint32Array;
  private round = 0;

  constructor(size: number) {
    this.rounds = new Uint32Array(size);
  }

  begin(): void {
    this.round++;
  }

  has(row: number): boolean {
    return this.rounds[row] === this.round;
  }

  /** Whether it was not marked yet. */
  mark(row: number): boolean {
    if (this.rounds[row] === this.round) return false;
    this.rounds[row] = this.round;
    return true;
  }
}

/** Writes a row's expanded set and gives its size. */
type Expand = (row: number, into: Uint32Array) => number;

/** A reciprocal neighbor's own set, of half the length, joins where enough of it is in the row's set already. */
function expander(pool: DistancePool, options: KReciprocalOptions): Expand {
  const { full, half } = listLengths(options);
  const sets = reciprocalSets(pool, full);
  const halves = reciprocalSets(pool, half);
  const own = new Marks(pool.size);
  const joined = new Marks(pool.size);
  return (row, into) => {
    own.begin();
    joined.begin();
    let count = 0;
    const end = sets.starts[row + 1]!;
    for (let at = sets.starts[row]!; at < end; at++) {
      const member = sets.members[at]!;
      own.mark(member);
      if (joined.mark(member)) into[count++] = member;
    }
    for (let at = sets.starts[row]!; at < end; at++) {
      const first = halves.starts[sets.members[at]!]!;
      const last = halves.starts[sets.members[at]! + 1]!;
      let shared = 0;
      for (let other = first; other < last; other++) if (own.has(halves.members[other]!)) shared++;
      if (!(shared > options.expansion * (last - first))) continue;
      for (let other = first; other < last; other++) {
        const member = halves.members[other]!;
        if (joined.mark(member)) into[count++] = member;
      }
    }
    return count;
  };
}

function ownWeights(pool: DistancePool, options: KReciprocalOptions): SparseRows {
  const { size, listed, neighbors, distances, farthest } = pool;
  const { isScaled } = rulesOf(options.form);
  const { full, half } = listLengths(options);
  const expand = expander(pool, options);
  const members = new Uint32Array(Math.min(size, full * (half + 1)));
  const closeness = new Float32Array(members.length);
  // What a row's list tells of distances, found by the neighbor's row; rounds spare clearing it.
  const rankOf = new Int32Array(size).fill(-1);
  const built = new SparseRowsBuilder(size, 2 * full);
  for (let row = 0; row < size; row++) {
    const count = expand(row, members);
    const first = row * listed;
    for (let at = first; at < first + listed; at++) rankOf[neighbors[at]!] = at;
    for (let i = 0; i < count; i++) {
      const rank = rankOf[members[i]!]!;
      const distance = rank >= first ? distances[rank]! : pool.between(row, members[i]!);
      closeness[i] = distance / (farthest[row]! || 1);
    }
    exponentiate(closeness.subarray(0, count), isScaled);
    for (let i = 0; i < count; i++) {
      const weight = options.isFloat16 ? roundToFloat16(closeness[i]!) : closeness[i]!;
      if (weight !== 0) built.add(members[i]!, weight);
    }
    built.endRow();
  }
  return built.build();
}

/** exp(-distance), scaled to sum to 1. Unscaled distances are taken from the smallest first, so that none underflows alone. */
function exponentiate(values: Float32Array, isScaled: boolean): void {
  let smallest = Infinity;
  for (const value of values) smallest = Math.min(smallest, value);
  const shift = isScaled ? 0 : smallest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(shift - values[i]!);
    sum += values[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
}

function averageOverNeighbors(pool: DistancePool, weights: SparseRows, options: KReciprocalOptions): SparseRows {
  const { size, listed, neighbors } = pool;
  const count = Math.min(options.k2, listed, neighborsNeeded(options));
  const sums = new Float32Array(size);
  const touched = new Uint32Array(size);
  const built = new SparseRowsBuilder(size, 4 * listLengths(options).full);
  for (let row = 0; row < size; row++) {
    let reached = 0;
    for (let rank = 0; rank < count; rank++) {
      const neighbor = neighbors[row * listed + rank]!;
      for (let at = weights.starts[neighbor]!; at < weights.starts[neighbor + 1]!; at++) {
        const column = weights.columns[at]!;
        if (sums[column] === 0) touched[reached++] = column;
        sums[column]! += weights.values[at]!;
      }
    }
    for (let i = 0; i < reached; i++) {
      const mean = sums[touched[i]!]! / count;
      const kept = options.isFloat16 ? roundToFloat16(mean) : mean;
      if (kept !== 0) built.add(touched[i]!, kept);
      sums[touched[i]!] = 0;
    }
    built.endRow();
  }
  return built.build();
}
