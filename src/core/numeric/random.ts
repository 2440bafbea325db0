/** Random numbers that repeat with their seed, in every engine. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1), 32 bits fine. */
  uniform(): number;
  /** Uniform integer in [0, bound), bound at most 2^32. */
  integer(bound: number): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
}

/**
 * A generator by its seed: sfc32, which passes PractRand to beyond 2^40 bytes; normals by Marsaglia's polar method.
 *
 * @param seed an integer; seeds that differ give unrelated streams
 * @see Doty-Humphrey, PractRand, 2014; Marsaglia and Bray, SIAM Review 6, 1964
 */
export function seededRandom(seed: number): Random {
  const next = sfc32(seed);
  const uniform = (): number => next() / 2 ** 32;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const squared = x * x + y * y;
      if (squared > 0 && squared < 1) {
        const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
        spare = y * scale;
        return x * scale;
      }
    }
  };
  return { uniform, normal, integer: (bound) => Math.floor(uniform() * bound) };
}

/** 32 random bits a call, as an integer in [0, 2^32). The first twelve states mix the seed in and are dropped. */
function sfc32(seed: number): () => number {
  let a = 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
