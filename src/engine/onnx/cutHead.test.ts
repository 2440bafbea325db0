import { readFileSync } from "node:fs";
import { join } from "node:path";

import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, it } from "vitest";

import { embeddingOfPlaces } from "../../core/explain/affineHead";
import { probeHead } from "../../core/explain/probeHead";
import { seededRandom } from "../../core/numeric/random";
import { cutHead } from "./cutHead";
import { joinBytes, readFields, writeField, writeNumber } from "./protobufFields";

const root = join(import.meta.dirname, "../../..");
const names = { map: "feature_map", embedding: "embedding" };

async function openHead(path: string) {
  const model = new Uint8Array(readFileSync(join(root, path)));
  const cut = cutHead(model, names);
  if (cut === null) throw new Error("no head");
  const session = await InferenceSession.create(cut.model);
  const run = async (maps: Float32Array, shape: readonly number[]) => {
    const outputs = await session.run({ [cut.input]: new Tensor("float32", maps, shape) });
    return outputs["embedding"]!.data as Float32Array;
  };
  return { model, size: cut.model.length, run };
}

describe("a head that was cut out of its model", () => {
  it.each([
    { path: "public/models/default/model.onnx", side: 288, channels: 1280, power: 2.443 },
    { path: "e2e/fixtures/tinyCheckpoint/model.onnx", side: 32, channels: 8, power: 1 },
  ])("makes of $path's map the embedding that the whole model makes, and is found affine", async (known) => {
    const { model, run } = await openHead(known.path);
    const whole = await InferenceSession.create(model);
    const random = seededRandom(3);
    const side = known.side;
    const picture = Float32Array.from({ length: 3 * side * side }, () => random.normal());
    const outputs = await whole.run({ image: new Tensor("float32", picture, [1, 3, side, side]) });
    const [, channels = 0, height = 0, width = 0] = outputs["feature_map"]!.dims;
    expect(channels).toBe(known.channels);
    const values = new Float32Array(outputs["feature_map"]!.data as Float32Array);
    const embedding = outputs["embedding"]!.data as Float32Array;
    const size = Math.hypot(...embedding);
    const again = await run(values, [1, channels, height, width]);
    embedding.forEach((value, d) => expect(Math.abs(again[d]! - value) / size).toBeLessThan(1e-5));

    const head = await probeHead(run, channels);
    expect(head?.power).toBeCloseTo(known.power, 2);
    const byHead = embeddingOfPlaces({ channels, height, width, values }, head!, null);
    embedding.forEach((value, d) => expect(Math.abs(byHead[d]! - value) / size).toBeLessThan(1e-4));
  });

  it("leaves the trunk out", async () => {
    const { model, size } = await openHead("public/models/default/model.onnx");
    expect(size).toBeLessThan(0.4 * model.length);
  });

  it("is none where the map is not on the way, or is no value of the model", () => {
    const model = readFileSync(join(root, "e2e/fixtures/tinyCheckpoint/model.onnx"));
    expect(cutHead(model, { map: "other", embedding: "embedding" })).toBeNull();
    expect(cutHead(model, { map: "feature_map", embedding: "image" })).toBeNull();
  });
});

describe("the fields of a message", () => {
  it("are read as they were written, and copied as they stand", () => {
    const message = joinBytes([writeNumber(1, 300), writeField(16, "text"), writeField(2, new Uint8Array(200))]);
    const fields = readFields(message);
    expect(fields.map(({ number, content }) => [number, content.length])).toEqual([
      [1, 0],
      [16, 4],
      [2, 200],
    ]);
    expect(joinBytes(fields.map(({ whole }) => whole))).toEqual(message);
  });

  it("that end beyond the message, or never, are refused", () => {
    expect(() => readFields(writeField(1, "text").subarray(0, 4))).toThrow(/ends at/);
    expect(() => readFields(Uint8Array.of(0x80))).toThrow(/does not end/);
    expect(() => readFields(Uint8Array.of(0x0b))).toThrow(/wire type 3/);
  });
});
