// A picture is looked at several times, and the vectors add up. The trainer does the same in Python; both are held together by
// contracts/golden/views.json.
import { normalized } from "../numeric/vectors";

/**
 * How a picture is looked at. At every size it stands upright, then once for each flip and once for each rotation; flips and
 * rotations are not combined, as DIGIX's second place sums its five.
 */
export interface EmbeddingViews {
  /** Input sizes as multiples of the checkpoint's; [1] is that size alone. */
  readonly scales: readonly number[];
  /** `horizontal` changes left and right, `vertical` top and bottom. */
  readonly flips: readonly ("horizontal" | "vertical")[];
  /** Clockwise, in degrees. */
  readonly rotations: readonly (90 | 180 | 270)[];
  /** Done to the picture as it was decoded, before it is cropped and resized. */
  readonly denoise: Denoise;
  /** `gem` is a power mean. A plain mean has the sum's direction, which is all that is left of it. */
  readonly pool: "sum" | "gem";
}

/** `by-type` looks first which noise the picture has. */
export type Denoise = "none" | "median" | "bilateral" | "by-type";

/** The picture as it is, once. */
export const plainViews: EmbeddingViews = { scales: [1], flips: [], rotations: [], denoise: "none", pool: "sum" };

/** How a network's input is turned before it is looked at. */
export type Orientation = "upright" | EmbeddingViews["flips"][number] | EmbeddingViews["rotations"][number];

/** Upright, then flipped, then turned. */
export function orientationsOf({ flips, rotations }: Pick<EmbeddingViews, "flips" | "rotations">): Orientation[] {
  return ["upright", ...flips, ...rotations];
}

/** How many runs of the network a picture takes. */
export function viewCount(views: EmbeddingViews): number {
  return views.scales.length * orientationsOf(views).length;
}

/** Whether views are but the picture as it is. */
export function isPlain(views: EmbeddingViews): boolean {
  return viewCount(views) === 1 && views.scales[0] === 1 && views.denoise === "none";
}

const gemPower = 3;
const gemFloor = 1e-6;

/**
 * One embedding of all views' embeddings, to be whitened and brought to unit length like any other.
 *
 * Each view counts as its unit vector: Gordo et al. and Yokoo sum those, and dirtorch's networks give them. DIGIX's second place
 * sums what comes out of its batch norm, where a view of a longer vector counts more. Sums are kept in float64.
 *
 * @param embeddings V vectors [D], not of unit length; at least one
 * @returns [D]; a single view's embedding as it is
 * @see Gordo et al., End-to-end learning of deep visual representations, IJCV 2017, section 5; `pool` of naver/deep-image-retrieval
 */
export function sumViews(embeddings: readonly Float32Array[], pool: EmbeddingViews["pool"]): Float32Array {
  const [first = new Float32Array()] = embeddings;
  if (embeddings.length === 1) return first;
  const sums = new Float64Array(first.length);
  for (const embedding of embeddings) {
    const unit = normalized(embedding);
    for (let i = 0; i < sums.length; i++) sums[i]! += pool === "gem" ? signedPower(unit[i]!, gemPower) : unit[i]!;
  }
  if (pool === "sum") return Float32Array.from(sums);
  return Float32Array.from(sums, (sum) => signedPower(sum / embeddings.length, 1 / gemPower));
}

function signedPower(value: number, power: number): number {
  return Math.sign(value) * Math.max(Math.abs(value), gemFloor) ** power;
}
