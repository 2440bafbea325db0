import type { DeviceFacts } from "../../core/device/deviceFacts";

const magicAndVersion = [0, 97, 115, 109, 1, 0, 0, 0];
const vectorOfFour = [65, 0, 253, 15]; // i32.const 0, i8x16.splat

/** A module of one function without parameters that returns a vector. */
function vectorModule(body: readonly number[]): Uint8Array<ArrayBuffer> {
  const types = [1, 5, 1, 96, 0, 1, 123];
  const functions = [3, 2, 1, 0];
  const code = [10, body.length + 4, 1, body.length + 2, 0, ...body, 11];
  return Uint8Array.from([...magicAndVersion, ...types, ...functions, ...code]);
}

const simd = vectorModule(vectorOfFour);
// i32x4.relaxed_dot_i8x16_i7x16_add_s
const relaxedSimd = vectorModule([...vectorOfFour, ...vectorOfFour, ...vectorOfFour, 253, 147, 2]);
// A memory of one page, shared.
const threads = Uint8Array.from([...magicAndVersion, 5, 4, 1, 3, 1, 1]);

/** What this engine's WebAssembly can do; threads only where the page may share memory. */
export function readWasmFeatures(isIsolated: boolean): DeviceFacts["wasm"] {
  return {
    hasSimd: WebAssembly.validate(simd),
    hasRelaxedSimd: WebAssembly.validate(relaxedSimd),
    hasThreads: isIsolated && WebAssembly.validate(threads),
  };
}
