import { type Matrix, zeroMatrix } from "../../core/numeric/matrix";
import type { RotateRows } from "../../core/search/rotation";
import type { ProductKernels } from "./productKernels";
import { ProductMemory, roundUp } from "./productMemory";

const BLOCK_ROWS = 64;

/**
 * Rotates rows by WASM SIMD: as `rotateRows`, but with float32 sums, within D * 2^-25 of it for unit rows.
 *
 * @param module the compiled kernels; see `loadProductKernels`
 * @throws StudioError StorageFullError where there is not enough memory
 */
export function rotateByKernels(module: WebAssembly.Module): RotateRows {
  let bound: { readonly rotation: Float32Array; readonly rotate: (rows: Matrix) => Matrix } | null = null;
  return (rotation, rows) => {
    if (bound?.rotation !== rotation) bound = { rotation, rotate: bind(module, rotation, rows.columns) };
    return bound.rotate(rows);
  };
}

function bind(module: WebAssembly.Module, rotation: Float32Array, size: number): (rows: Matrix) => Matrix {
  const width = roundUp(size, 4);
  const memory = new ProductMemory();
  const at = {
    rotation: memory.reserve(width * width),
    rows: memory.reserve(BLOCK_ROWS * width),
    products: memory.reserve(BLOCK_ROWS * width),
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.allocate() } });
  const kernels = exports as unknown as ProductKernels;
  memory.writeRows(at.rotation, { rows: size, columns: size, values: Float32Array.from(rotation) }, width);
  const products = memory.floats(at.products, BLOCK_ROWS * width);
  return (rows) => {
    const rotated = zeroMatrix(rows.rows, size);
    for (let from = 0; from < rows.rows; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows.rows - from);
      const values = rows.values.subarray(from * size, (from + count) * size);
      memory.writeRows(at.rows, { rows: count, columns: size, values }, width);
      kernels.multiplyRows(at.rows, roundUp(count, 2), at.rotation, width, width, at.products);
      for (let row = 0; row < count; row++) {
        rotated.values.set(products.subarray(row * width, row * width + size), (from + row) * size);
      }
    }
    return rotated;
  };
}
