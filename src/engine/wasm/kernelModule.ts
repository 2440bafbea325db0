import { readWasmFeatures } from "../device/wasmFeatures";
import relaxedKernelsUrl from "./generated/relaxedKernels.wasm?url";
import searchKernelsUrl from "./generated/searchKernels.wasm?url";

/** What the kernels in `kernels/searchKernels.ts` export. Pointers are byte offsets into the memory they were given. */
export interface SearchKernels {
  encodeRows(
    vectors: number,
    rows: number,
    dimension: number,
    padded: number,
    codes: number,
    scales: number,
    errors: number,
    codeSums: number,
    largestNorm: number,
    firstRow: number,
    queryError: number,
  ): number;
  refineRows(
    codes: number,
    width: number,
    query: number,
    scales: number,
    factor: number,
    chosen: number,
    count: number,
    estimates: number,
  ): void;
  scanRows(codes: number, rows: number, width: number, queries: number, count: number, dots: number): void;
  selectRows(
    dots: number,
    rows: number,
    scales: number,
    errors: number,
    factor: number,
    threshold: number,
    chosen: number,
    estimates: number,
  ): number;
}

/** What the kernel in `kernels/relaxedKernels.ts` exports. */
export interface RelaxedKernels {
  scanRowsCoarsely(
    codes: number,
    codeSums: number,
    rows: number,
    width: number,
    queries: number,
    count: number,
    dots: number,
  ): void;
}

/** The compiled kernels; `relaxed` where this engine has relaxed SIMD. */
export interface KernelModules {
  readonly search: WebAssembly.Module;
  readonly relaxed: WebAssembly.Module | null;
}

/** Fetches and compiles the kernels that this engine can run; it must have SIMD. */
export async function loadKernelModules(): Promise<KernelModules> {
  const [search, relaxed] = await Promise.all([
    compileKernels(searchKernelsUrl),
    readWasmFeatures(false).hasRelaxedSimd ? compileKernels(relaxedKernelsUrl) : null,
  ]);
  return { search, relaxed };
}

/** Fetches and compiles kernels: by bytes, since a server may not know the type that streaming compilation demands. */
export async function compileKernels(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the search kernels at ${url} answer with status ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}
