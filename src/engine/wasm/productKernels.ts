import { readWasmFeatures } from "../device/wasmFeatures";
import productKernelsUrl from "./generated/productKernels.wasm?url";
import relaxedProductKernelsUrl from "./generated/relaxedProductKernels.wasm?url";
import { compileKernels } from "./kernelModule";

/** What the kernels in `kernels/productKernels.ts` export. Pointers are byte offsets into the memory they were given. */
export interface ProductKernels {
  multiplyRows(a: number, aRows: number, b: number, bRows: number, width: number, products: number): void;
  offerPairs(
    products: number,
    aRows: number,
    bRows: number,
    firstA: number,
    firstB: number,
    size: number,
    capacity: number,
    scores: number,
    rows: number,
    counts: number,
    worst: number,
    lowest: number,
  ): void;
}

/** Fetches and compiles the kernels of inner products, with relaxed SIMD where this engine has it; it must have SIMD. */
export function loadProductKernels(): Promise<WebAssembly.Module> {
  return compileKernels(readWasmFeatures(false).hasRelaxedSimd ? relaxedProductKernelsUrl : productKernelsUrl);
}
