import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as runtime from "onnxruntime-web";
import { beforeAll, describe, expect, it } from "vitest";

import type { AffineHead } from "../core/explain/affineHead";
import type { Whitening } from "../core/embedding/whitening";
import { storedVector } from "../core/embedding/whitening";
import type { Pixels } from "../core/image/pixels";
import { preprocess } from "../core/image/preprocess";
import { unedited } from "../core/image/queryEdit";
import { seededRandom } from "../core/numeric/random";
import { dot } from "../core/numeric/vectors";
import { parseManifest } from "./checkpoint/parseManifest";
import { ExplainedPictures } from "./explainedPictures";
import { type EmbeddingSession, openEmbeddingSession } from "./onnx/embeddingSession";
import { learnHead } from "./onnx/learnHead";

const folder = join(import.meta.dirname, "../../public/models/default");
const model = new Uint8Array(readFileSync(join(folder, "model.onnx")));
const manifest = parseManifest(new Uint8Array(readFileSync(join(folder, "checkpoint.json"))));
const notCancelled = () => undefined;

/** A frame of ink with crosses in it, each at (x, y) in fractions. */
function drawing(...crosses: readonly (readonly [x: number, y: number])[]): Pixels {
  const [width, height] = [300, 200];
  const data = new Uint8Array(width * height).fill(255);
  const ink = (x: number, y: number) => (data[y * width + x] = 0);
  for (let x = 0; x < width; x++) for (const y of [0, 1, height - 2, height - 1]) ink(x, y);
  for (let y = 0; y < height; y++) for (const x of [0, 1, width - 2, width - 1]) ink(x, y);
  for (const [x, y] of crosses) {
    const [middleX, middleY] = [Math.round(x * width), Math.round(y * height)];
    for (let i = -20; i <= 21; i++) {
      ink(middleX + i, middleY + i);
      ink(middleX + i, middleY + i + 1);
      ink(middleX + i, middleY - i);
      ink(middleX + i, middleY - i + 1);
    }
  }
  return { width, height, channels: 1, data };
}

const pictures = [drawing([0.25, 0.5]), drawing([0.75, 0.5]), drawing()] as const;
let session: EmbeddingSession;
let head: AffineHead | null;
let runs = 0;

beforeAll(async () => {
  const opened = await openEmbeddingSession(runtime, "wasm", model, manifest.input);
  const counted: EmbeddingSession["mapOf"] = (image) => {
    runs++;
    return opened.mapOf(image);
  };
  session = { ...opened, mapOf: counted };
  head = await learnHead(runtime, model, 1280);
}, 60_000);

function explainer(whitening: Whitening | null, canLearn = true): ExplainedPictures {
  return new ExplainedPictures({
    folder: { manifest, whitening },
    session,
    learnHead: () => Promise.resolve(canLearn ? head : null),
    readPixels: (pictureId) => Promise.resolve(pictures[pictureId]!),
  });
}

const vectorOf = async (pictureId: number, whitening: Whitening | null) =>
  storedVector(await session.run(preprocess(pictures[pictureId]!, manifest.input)), whitening);
const picture = (pictureId: number, part: typeof unedited.part = null) => ({ pictureId, edit: { ...unedited, part } });

describe("an explained match", { timeout: 60_000 }, () => {
  const random = seededRandom(5);
  const whitening: Whitening = {
    mean: Float32Array.from({ length: 512 }, () => random.normal() / 100),
    projection: Float32Array.from({ length: 512 * 64 }, () => random.normal()),
  };

  it.each([null, whitening])("sums to the score of the stored vectors, whitened or not", async (white) => {
    const { score, query, hit, leftOut } = await explainer(white).explain(picture(0), picture(1), notCancelled);
    expect(leftOut).toBe("nothing");
    expect(score).toBeCloseTo(dot(await vectorOf(0, white), await vectorOf(1, white)), 4);
    for (const { scores, rest } of [query, hit]) {
      expect(scores.reduce((sum, value) => sum + value, rest)).toBeCloseTo(score, 4);
    }
  });

  it("finds the cross of one drawing in the other, wherever it stands", async () => {
    const { query, pairs } = await explainer(null).explain(picture(0), picture(1), notCancelled);
    const cell = (x: number, y: number) => Math.floor(y * query.height) * query.width + Math.floor(x * query.width);
    const answers = pairs.subarray(cell(0.25, 0.5) * 81, (cell(0.25, 0.5) + 1) * 81);
    const best = answers.indexOf(Math.max(...answers));
    expect(Math.abs((best % 9) - 6)).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.floor(best / 9) - 4)).toBeLessThanOrEqual(1);
  });

  it("looks at each picture once, until it is closed", async () => {
    const explained = explainer(null);
    const before = runs;
    await explained.explain(picture(0), picture(1), notCancelled);
    await explained.explain(picture(0), picture(2), notCancelled);
    await explained.embedPart(picture(0), { left: 0, top: 0, right: 0.5, bottom: 1 }, notCancelled);
    expect(runs - before).toBe(3);
    explained.forget(0);
    await explained.explain(picture(0), picture(1), notCancelled);
    expect(runs - before).toBe(4);
  });

  it("says that the head is left out where it cannot be learned, and sums to the cosine of the pooled maps", async () => {
    const { score, query, leftOut } = await explainer(whitening, false).explain(picture(0), picture(1), notCancelled);
    expect(leftOut).toBe("head");
    expect(query.scores.reduce((sum, value) => sum + value, query.rest)).toBeCloseTo(score, 4);
    expect(query.rest).toBeCloseTo(0, 5);
  });
});

describe("a part of a picture", { timeout: 60_000 }, () => {
  it("that is all of the input has the whole picture's vector", async () => {
    const all = await explainer(null).embedPart(picture(0), { left: -9, top: -9, right: 9, bottom: 9 }, notCancelled);
    expect(dot(all!, await vectorOf(0, null))).toBeGreaterThan(0.99999);
  });

  it("matches the part like it better than the whole does", async () => {
    const explained = explainer(null);
    const left = { left: 0.1, top: 0.2, right: 0.4, bottom: 0.8 };
    const right = { left: 0.6, top: 0.2, right: 0.9, bottom: 0.8 };
    const score = async (one: typeof left | null, other: typeof left | null) =>
      (await explained.explain(picture(0, one), picture(1, other), notCancelled)).score;
    expect(await score(left, right)).toBeGreaterThan(await score(left, left));
  });

  it("is refused where the head cannot pool fewer places, for the picture to be cropped instead", async () => {
    const part = { left: 0, top: 0, right: 0.5, bottom: 1 };
    expect(await explainer(null, false).embedPart(picture(0), part, notCancelled)).toBeNull();
  });
});
