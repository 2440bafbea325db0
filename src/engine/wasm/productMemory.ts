import { StudioError } from "../../core/errors";
import type { Matrix } from "../../core/numeric/matrix";

const PAGE_BYTES = 65536;

/** One memory for the kernels of inner products, laid out once. */
export class ProductMemory {
  // Address 0 up to here is left to the kernels' own constants.
  private bytes = 1024;
  private buffer = new ArrayBuffer(0);

  /** Sets numbers of 4 bytes aside. @returns their byte offset */
  reserve(numbers: number): number {
    const start = this.bytes;
    this.bytes += Math.ceil((numbers * 4) / 64) * 64;
    return start;
  }

  /** @throws StudioError StorageFullError where there is not enough memory */
  allocate(): WebAssembly.Memory {
    try {
      const pages = Math.ceil(this.bytes / PAGE_BYTES);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      this.buffer = memory.buffer;
      return memory;
    } catch (error) {
      throw new StudioError(
        "StorageFullError",
        `expected ${Math.ceil(this.bytes / 2 ** 20)} MiB of memory to multiply vectors; the browser gave none (${String(error)})`,
        "Close other tabs, or take fewer items.",
      );
    }
  }

  floats(offset: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.buffer, offset, count);
  }

  integers(offset: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.buffer, offset, count);
  }

  /** Writes rows, each padded with zeros to `width`. */
  writeRows(offset: number, { rows, columns, values }: Matrix, width: number): void {
    const padded = this.floats(offset, rows * width);
    if (width === columns) padded.set(values.subarray(0, rows * columns));
    else
      for (let row = 0; row < rows; row++) padded.set(values.subarray(row * columns, (row + 1) * columns), row * width);
  }
}

/** The next multiple. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
