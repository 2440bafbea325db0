import type { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";

import type { FeatureMap } from "../../core/aggregation/featureMap";
import type { FixedSize } from "../../core/embedding/modelInputSize";
import { StudioError } from "../../core/errors";
import type { InputSize } from "../../core/image/orientImage";
import { checkpointError } from "../checkpoint/checkpointFiles";
import { oneAtATime } from "./oneAtATime";
import type { Runtime, RuntimeKind } from "./runtime";

const inputName = "image";
/** The outputs of every checkpoint's model. */
export const outputNames = { embedding: "embedding", map: "feature_map" } as const;

/** A network in one engine: pictures in, embeddings out, one run at a time. */
export interface EmbeddingSession {
  /** Length of the network's embedding, before whitening. */
  readonly dimension: number;
  /**
   * @param images [B, 3, H, W] float32, normalized
   * @param size H and W; the input's where left out
   * @returns [B, D] float32, not yet of unit length
   * @throws StudioError `DeviceLostError` where the GPU went away; the worker must then be replaced
   */
  run(images: Float32Array<ArrayBuffer>, size?: InputSize): Promise<Float32Array>;
  /**
   * The feature map that the embedding of one picture is made of, from the same run.
   *
   * @param image [1, 3, H, W] float32, normalized, of the input's size
   * @throws StudioError `CheckpointFormatError` where the model gives no feature map
   */
  mapOf(image: Float32Array<ArrayBuffer>): Promise<FeatureMap>;
  /** The one size that the network takes; null for a side that is free. */
  readonly fixedSize: FixedSize;
  release(): Promise<void>;
}

/**
 * Opens a model and runs it twice on a blank picture: it learns the embedding's length, and the engine compiles now
 * instead of during the first query.
 *
 * @throws StudioError `CheckpointFormatError` where the bytes are no model, or one with other inputs and outputs
 */
export async function openEmbeddingSession(
  runtime: Runtime,
  kind: RuntimeKind,
  model: Uint8Array<ArrayBuffer>,
  input: InputSize,
): Promise<EmbeddingSession> {
  const session = await createSession(runtime, kind, model);
  const lost = kind === "webgpu" ? rejectWhenLost(await runtime.env.webgpu.device) : null;
  const ask = async (images: Float32Array<ArrayBuffer>, size: InputSize, names: readonly string[]) => {
    const { height, width } = size;
    const shape = [images.length / (3 * height * width), 3, height, width];
    const feeds = { [inputName]: new runtime.Tensor("float32", images, shape) };
    const answer = oneAtATime(() => session.run(feeds, names));
    return lost === null ? answer : raceLoss(answer, lost);
  };
  const run: EmbeddingSession["run"] = async (images, size = input) => {
    const outputs = await ask(images, size, [outputNames.embedding]);
    return outputs[outputNames.embedding]!.data as Float32Array;
  };
  const mapOf: EmbeddingSession["mapOf"] = async (image) => {
    refuseWithoutMap(session.outputNames);
    const outputs = await ask(image, input, [outputNames.map]);
    return featureMapOf(outputs[outputNames.map]!);
  };
  const blank = new Float32Array(3 * input.height * input.width);
  const dimension = (await run(blank)).length;
  await run(blank);
  const release = () => oneAtATime(() => session.release());
  return { dimension, run, mapOf, fixedSize: fixedSizeOf(session), release };
}

function fixedSizeOf({ inputMetadata }: InferenceSession): FixedSize {
  const [metadata] = inputMetadata;
  const [, , height, width] = metadata?.isTensor === true ? metadata.shape : [];
  return { height: typeof height === "number" ? height : null, width: typeof width === "number" ? width : null };
}

async function createSession(
  runtime: Runtime,
  kind: RuntimeKind,
  model: Uint8Array<ArrayBuffer>,
): Promise<InferenceSession> {
  const session = await oneAtATime(() =>
    runtime.InferenceSession.create(model, { executionProviders: [kind], graphOptimizationLevel: "all" }),
  ).catch((error: unknown) => {
    if (kind === "webgpu") throw error; // the caller falls back to WASM, where a bad model is told as such
    const reason = error instanceof Error ? error.message : String(error);
    throw checkpointError("model.onnx", "an ONNX model that onnxruntime can open", reason);
  });
  if (!session.inputNames.includes(inputName) || !session.outputNames.includes(outputNames.embedding)) {
    const found = `inputs ${session.inputNames.join(", ")} and outputs ${session.outputNames.join(", ")}`;
    await session.release();
    throw checkpointError("model.onnx", `input "${inputName}" and output "${outputNames.embedding}"`, found);
  }
  return session;
}

function refuseWithoutMap(outputs: readonly string[]): void {
  if (outputs.includes(outputNames.map)) return;
  throw checkpointError("model.onnx", `an output "${outputNames.map}"`, `outputs ${outputs.join(", ")}`);
}

function featureMapOf({ dims, data }: OnnxTensor): FeatureMap {
  const [, channels = 0, height = 0, width = 0] = dims;
  return { channels, height, width, values: Float32Array.from(data as Float32Array) };
}

function rejectWhenLost(device: GPUDevice): Promise<never> {
  const lost = device.lost.then(({ message }) => {
    throw new StudioError(
      "DeviceLostError",
      `the GPU went away while the network ran: ${message || "no reason given"}`,
      "The studio starts it again by itself; if that fails, choose WASM in the settings.",
    );
  });
  lost.catch(() => undefined); // between two runs nobody waits for it; the next run does
  return lost;
}

/** A run on a lost device fails with an inner error, or never answers: the loss is what is told. */
async function raceLoss<Result>(answer: Promise<Result>, lost: Promise<never>): Promise<Result> {
  try {
    return await Promise.race([answer, lost]);
  } catch (error) {
    const pause = new Promise((resolve) => setTimeout(resolve, 50)); // the loss may be told after the failed run
    await Promise.race([lost, pause]);
    throw error;
  }
}
