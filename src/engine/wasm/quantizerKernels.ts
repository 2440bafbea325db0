import { readWasmFeatures } from "../device/wasmFeatures";
import quantizerKernelsUrl from "./generated/quantizerKernels.wasm?url";
import relaxedQuantizerKernelsUrl from "./generated/relaxedQuantizerKernels.wasm?url";
import { compileKernels } from "./kernelModule";
import { loadProductKernels } from "./productKernels";

/** What the kernels in `kernels/quantizerKernels.ts` export. Pointers are byte offsets into the memory they were given. */
export interface QuantizerKernels {
  scanCodes(
    codes: number,
    rows: number,
    pairs: number,
    tables: number,
    least: number,
    step: number,
    factors: number,
    leastFactor: number,
    factorStep: number,
    scores: number,
  ): void;
  selectAbove(scores: number, rows: number, threshold: number, places: number): number;
}

/** The compiled kernels: of scanning codes, and of the products that rotations are. */
export interface QuantizerModules {
  readonly codes: WebAssembly.Module;
  readonly products: WebAssembly.Module;
}

/** Fetches and compiles the kernels of quantized search, with relaxed SIMD where this engine has it; it must have SIMD. */
export async function loadQuantizerKernels(): Promise<QuantizerModules> {
  const url = readWasmFeatures(false).hasRelaxedSimd ? relaxedQuantizerKernelsUrl : quantizerKernelsUrl;
  const [codes, products] = await Promise.all([compileKernels(url), loadProductKernels()]);
  return { codes, products };
}
