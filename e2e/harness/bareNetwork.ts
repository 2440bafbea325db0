import { loadRuntime } from "../../src/engine/onnx/runtime";

/** Milliseconds of the network alone, in this page, without any of the studio around it. */
export interface BareNetworkTimes {
  /** From nothing loaded to the first answer. */
  readonly openMs: number;
  /** Each further run of one picture. */
  readonly runMs: readonly number[];
}

/** Fetches a model, opens it in onnxruntime-web with all threads and runs it on blank pictures. */
export async function timeBareNetwork(
  modelUrl: string,
  side: { readonly height: number; readonly width: number },
  runs: number,
): Promise<BareNetworkTimes> {
  const started = performance.now();
  const [runtime, response] = await Promise.all([
    loadRuntime("wasm", crossOriginIsolated ? navigator.hardwareConcurrency : 1),
    fetch(modelUrl),
  ]);
  const session = await runtime.InferenceSession.create(new Uint8Array(await response.arrayBuffer()));
  const image = new runtime.Tensor("float32", new Float32Array(3 * side.height * side.width), [
    1,
    3,
    side.height,
    side.width,
  ]);
  await session.run({ image }, ["embedding"]);
  const openMs = performance.now() - started;
  const runMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await session.run({ image }, ["embedding"]);
    runMs.push(performance.now() - began);
  }
  await session.release();
  return { openMs, runMs };
}
