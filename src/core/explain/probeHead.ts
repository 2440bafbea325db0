import type { FeatureMap } from "../aggregation/featureMap";
import { seededRandom } from "../numeric/random";
import { type AffineHead, embeddingOfPlaces } from "./affineHead";

/** Runs what lies behind the feature map on maps of one shape: [B, C, h, w] to [B, D]. */
export type RunHead = (
  maps: Float32Array<ArrayBuffer>,
  shape: readonly [B: number, C: number, h: number, w: number],
) => Promise<Float32Array>;

/** Maps that go through the head at once. */
const batch = 128;
/** Float32 sums of a thousand terms differ by less; another kind of head differs by far more. */
const mostDifference = 1e-3;

/**
 * Learns a network's head from what it does, whatever nodes it is written in: zeros give the bias, each channel alone gives
 * its column, and two places of which one is zero give the power, as their generalized mean is 2^(-1/p).
 *
 * The power that a manifest names is where a training began; a learned one has moved since. What was found is tried on
 * random maps, so that another head (R-MAC, a neck with activations) is not mistaken for an affine one.
 *
 * @param channels C
 * @returns null where the head is no generalized mean with an affine map behind it
 */
export async function probeHead(run: RunHead, channels: number): Promise<AffineHead | null> {
  const bias = Float32Array.from(await run(new Float32Array(channels), [1, channels, 1, 1]));
  const dimension = bias.length;
  const weight = new Float32Array(dimension * channels);
  for (let first = 0; first < channels; first += batch) {
    const count = Math.min(batch, channels - first);
    const maps = new Float32Array(count * channels);
    for (let i = 0; i < count; i++) maps[i * channels + first + i] = 1;
    const columns = await run(maps, [count, channels, 1, 1]);
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dimension; d++) weight[d * channels + first + i] = columns[i * dimension + d]! - bias[d]!;
    }
  }
  const power = await probePower(run, { channels, dimension, weight, bias });
  if (power === null) return null;
  const head: AffineHead = { channels, dimension, power, weight, bias };
  return (await isSame(run, head)) ? head : null;
}

async function probePower(
  run: RunHead,
  { channels, dimension, weight, bias }: Pick<AffineHead, "channels" | "dimension" | "bias"> & { weight: Float32Array },
): Promise<number | null> {
  const { channel, squared } = longestColumn(weight, channels);
  if (squared === 0) return null;
  const map = new Float32Array(2 * channels);
  map[2 * channel] = 1;
  const found = await run(map, [1, channels, 1, 2]);
  let product = 0;
  for (let d = 0; d < dimension; d++) product += (found[d]! - bias[d]!) * weight[d * channels + channel]!;
  const mean = product / squared;
  if (!(mean > 0.4 && mean < 1.001)) return null;
  return mean > 0.9999 ? Infinity : Math.LN2 / -Math.log(mean);
}

function longestColumn(weight: Float32Array, channels: number): { channel: number; squared: number } {
  const squares = new Float64Array(channels);
  for (let i = 0; i < weight.length; i++) squares[i % channels]! += weight[i]! ** 2;
  const squared = squares.reduce((most, value) => Math.max(most, value), 0);
  return { channel: squares.indexOf(squared), squared };
}

async function isSame(run: RunHead, head: AffineHead): Promise<boolean> {
  const { channels } = head;
  const random = seededRandom(1);
  for (const [height, width] of [
    [1, 1],
    [3, 2],
  ] as const) {
    const values = Float32Array.from({ length: channels * height * width }, () => Math.max(0, random.normal()));
    const map: FeatureMap = { channels, height, width, values };
    const expected = await run(values, [1, channels, height, width]);
    const found = embeddingOfPlaces(map, head, null);
    let [difference, size] = [0, 0];
    for (let d = 0; d < found.length; d++) {
      difference += (found[d]! - expected[d]!) ** 2;
      size += expected[d]! ** 2;
    }
    if (!(Math.sqrt(difference) <= mostDifference * Math.sqrt(size))) return false;
  }
  return true;
}
