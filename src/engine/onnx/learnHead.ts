import { type AffineHead } from "../../core/explain/affineHead";
import { probeHead } from "../../core/explain/probeHead";
import { cutHead } from "./cutHead";
import { outputNames } from "./embeddingSession";
import { oneAtATime } from "./oneAtATime";
import type { Runtime } from "./runtime";

/**
 * Learns the head of a model by running that part of it on probes, on WASM whatever runs the rest: it is small.
 *
 * @returns null where there is no part behind the feature map alone, or it is no pooling with an affine map behind it
 */
export async function learnHead(runtime: Runtime, model: Uint8Array, channels: number): Promise<AffineHead | null> {
  const cut = cutHead(model, outputNames);
  if (cut === null) return null;
  const session = await oneAtATime(() =>
    runtime.InferenceSession.create(cut.model, { executionProviders: ["wasm"] }),
  ).catch(() => null); // an operator that reads a graph of its own, say
  if (session === null) return null;
  try {
    return await probeHead(async (maps, shape) => {
      const feeds = { [cut.input]: new runtime.Tensor("float32", maps, shape) };
      const outputs = await oneAtATime(() => session.run(feeds));
      return outputs[outputNames.embedding]!.data as Float32Array;
    }, channels);
  } catch {
    return null; // made for maps of one size: it flattens them, or cuts them into parts
  } finally {
    await oneAtATime(() => session.release());
  }
}
