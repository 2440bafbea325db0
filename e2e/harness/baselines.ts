import { hogDescriptor } from "../../src/core/image/hogDescriptor";
import { pixelDescriptor } from "../../src/core/image/pixelDescriptor";
import type { Pixels } from "../../src/core/image/pixels";
import { dot } from "../../src/core/numeric/vectors";
import { rankScores } from "../../src/core/ranking/rankScores";

const baselines = { pixels: pixelDescriptor, hog: hogDescriptor };

type Baseline = keyof typeof baselines;

/** Gallery rows of one query, best first, as they cross to the test. */
interface PlainRanking {
  readonly rows: number[];
  readonly scores: number[];
}

/**
 * Ranks a gallery by descriptors that nobody trained.
 *
 * @param galleryUrls pictures in row order
 * @returns a complete ranking for each query, by each baseline
 */
export async function rankByBaselines(
  galleryUrls: readonly string[],
  queryUrls: readonly string[],
): Promise<Record<Baseline, PlainRanking[]>> {
  const gallery = await describe(galleryUrls);
  const queries = await describe(queryUrls);
  const rank = (baseline: Baseline): PlainRanking[] =>
    queries[baseline].map((query) => {
      const { rows, scores } = rankScores(Float32Array.from(gallery[baseline], (vector) => dot(query, vector)));
      return { rows: [...rows], scores: [...scores] };
    });
  return { pixels: rank("pixels"), hog: rank("hog") };
}

async function describe(urls: readonly string[]): Promise<Record<Baseline, Float32Array[]>> {
  const vectors: Record<Baseline, Float32Array[]> = { pixels: [], hog: [] };
  for (const url of urls) {
    const pixels = await readPixels(url);
    vectors.pixels.push(baselines.pixels(pixels));
    vectors.hog.push(baselines.hog(pixels));
  }
  return vectors;
}

async function readPixels(url: string): Promise<Pixels> {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("expected a 2d context for an offscreen canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, channels: 4, data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
}
