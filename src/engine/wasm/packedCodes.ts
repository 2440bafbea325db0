import { StudioError } from "../../core/errors";
import { type ProductCodebook, type ProductCodes, subquantizerCount } from "../../core/search/productCodebook";
import type { QuantizerKernels } from "./quantizerKernels";

/** Rows that lie together, as the kernel takes them. */
export const GROUP_ROWS = 32;
/** Rows whose scores are held at once. */
export const SCAN_ROWS = 4096;

const PAGE_BYTES = 65536;

/** Codes of 4 bits in WASM memory, with the kernels bound to it. */
export class PackedCodes {
  readonly memory: WebAssembly.Memory;
  readonly kernels: QuantizerKernels;
  readonly pairs: number;
  /** Byte offsets. */
  readonly tables: number;
  readonly scores: number;
  readonly places: number;
  readonly #factors: number;
  readonly #codes: number;

  /**
   * @param codebook of codes of 4 bits; their number is even
   * @throws StudioError StorageFullError where memory does not suffice
   */
  constructor(module: WebAssembly.Module, codebook: ProductCodebook, rows: number) {
    const count = subquantizerCount(codebook);
    if (codebook.centroidCount !== 16 || count % 2 !== 0) throw new Error("kernels scan pairs of 4-bit codes");
    this.pairs = count / 2;
    const padded = Math.ceil(rows / GROUP_ROWS) * GROUP_ROWS;
    // Address 0 up to here is left to the kernels' own constants.
    let bytes = 1024;
    const take = (size: number): number => {
      const start = bytes;
      bytes += Math.ceil(size / 64) * 64;
      return start;
    };
    this.tables = take(count * 16);
    this.scores = take(SCAN_ROWS * 4);
    this.places = take(SCAN_ROWS * 4);
    this.#factors = take(padded);
    this.#codes = take(padded * this.pairs);
    this.memory = reserve(bytes, rows);
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.kernels = exports as unknown as QuantizerKernels;
  }

  codesAt(row: number): number {
    return this.#codes + row * this.pairs;
  }

  factorsAt(row: number): number {
    return this.#factors + row;
  }

  /** Writes the codes of rows from `first` on, a multiple of 32. */
  write(first: number, { rows, codes, factors }: ProductCodes): void {
    new Uint8Array(this.memory.buffer, this.factorsAt(first), rows).set(factors);
    const packed = new Uint8Array(
      this.memory.buffer,
      this.codesAt(first),
      Math.ceil(rows / GROUP_ROWS) * GROUP_ROWS * this.pairs,
    );
    for (let row = 0, at = 0; row < rows; row++) {
      const start = Math.floor(row / GROUP_ROWS) * GROUP_ROWS * this.pairs + (row % GROUP_ROWS);
      for (let pair = 0; pair < this.pairs; pair++, at += 2) {
        packed[start + pair * GROUP_ROWS] = codes[at]! | (codes[at + 1]! << 4);
      }
    }
  }
}

function reserve(bytes: number, rows: number): WebAssembly.Memory {
  try {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    throw new StudioError(
      "StorageFullError",
      `expected ${Math.ceil(bytes / 2 ** 20)} MiB of memory for the codes of ${rows} rows; the browser gave none (${String(error)})`,
      "Close other tabs, take fewer bytes an item, or search a part of the gallery.",
    );
  }
}
