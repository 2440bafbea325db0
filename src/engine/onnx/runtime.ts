import type * as Onnx from "onnxruntime-web";
import wasmModuleUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import webgpuModuleUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import webgpuUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";

export type Runtime = typeof Onnx;
export type RuntimeKind = "webgpu" | "wasm";

const files = {
  webgpu: { mjs: webgpuModuleUrl, wasm: webgpuUrl },
  wasm: { mjs: wasmModuleUrl, wasm: wasmUrl },
} as const;

/**
 * Loads onnxruntime-web from the studio's own origin. The WASM build is half the size of the one that knows WebGPU as
 * well, so each is loaded only where it runs.
 *
 * @param threads taken from the first call of a kind in a worker; more than 1 needs cross-origin isolation
 */
export async function loadRuntime(kind: RuntimeKind, threads: number): Promise<Runtime> {
  const runtime = kind === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = files[kind];
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = "error";
  return runtime;
}
