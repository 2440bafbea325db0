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
    firstRow: number,
    queryError: number,
  ): number;
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

/** A module of one function that uses an instruction of 128-bit SIMD: (func (result v128) i32.const 0 i8x16.splat). */
const SIMD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
);

/** Whether this engine runs WASM SIMD. */
export function hasWasmSimd(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD_PROBE);
}

/** Fetches and compiles the kernels. By bytes, since a server may not know the type that streaming compilation demands. */
export async function loadKernelModule(): Promise<WebAssembly.Module> {
  const response = await fetch(searchKernelsUrl);
  if (!response.ok) throw new Error(`the search kernels at ${searchKernelsUrl} answer with status ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}
