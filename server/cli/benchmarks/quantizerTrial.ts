import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

import { type EmbeddingTable, readNpy } from "../../../src/core/embedding/embeddingTable";
import { readWasmFeatures } from "../../../src/engine/device/wasmFeatures";
import { QuantizedSearch } from "../../../src/engine/wasm/quantizedSearch";
import type { QuantizerModules } from "../../../src/engine/wasm/quantizerKernels";
import { buildKernels } from "../../build/buildKernels";
import { root } from "../../checkout";

const never = new AbortController().signal;
const seed = 7;

/** What building an index took. */
export interface BuiltIndex {
  readonly trainS: number;
  readonly encodeS: number;
  /** Of the index' memory: codes, and buffers of fixed size. */
  readonly residentBytesAnItem: number;
}

/** The studio's quantized search in this process: one thread, as in one worker of a page. */
export class QuantizerTrial {
  private index: QuantizedSearch | null = null;

  private constructor(
    private readonly modules: QuantizerModules,
    private readonly gallery: EmbeddingTable,
    private readonly queries: EmbeddingTable,
  ) {}

  /** @param folder with vectors.npy and queries.npy */
  static open(folder: string): QuantizerTrial {
    buildKernels();
    // Node 20 has relaxed SIMD behind a flag; later versions have it, and only warn of a flag that is gone.
    if (!readWasmFeatures(false).hasRelaxedSimd) setFlagsFromString("--experimental-wasm-relaxed-simd");
    const compiled = (name: string) =>
      new WebAssembly.Module(readFileSync(join(root, `src/engine/wasm/generated/${name}.wasm`)));
    const modules = { codes: compiled("relaxedQuantizerKernels"), products: compiled("relaxedProductKernels") };
    const read = (name: string) => readNpy(new Uint8Array(readFileSync(join(folder, name))));
    return new QuantizerTrial(modules, read("vectors.npy"), read("queries.npy"));
  }

  get size(): { readonly rows: number; readonly dimension: number } {
    return this.gallery;
  }

  async build(bytes: number, rescore: number): Promise<BuiltIndex> {
    const startedAt = performance.now();
    let trainedAt = startedAt;
    this.index = await QuantizedSearch.build(
      this.modules,
      this.gallery,
      { bytesPerItem: bytes, rescore, seed },
      {
        signal: never,
        pause: () => Promise.resolve(),
        onProgress: (stage) => {
          if (stage === "training") trainedAt = performance.now();
        },
      },
    );
    return {
      trainS: (trainedAt - startedAt) / 1000,
      encodeS: (performance.now() - trainedAt) / 1000,
      residentBytesAnItem: this.index.residentBytes / this.gallery.rows,
    };
  }

  /** One query with exact scores of the best by codes. */
  async time(query: number, topK: number): Promise<{ readonly ms: number; readonly rows: Uint32Array }> {
    const startedAt = performance.now();
    const [ranking] = await this.opened.search(this.query(query), topK, never);
    return { ms: performance.now() - startedAt, rows: ranking?.rows ?? new Uint32Array() };
  }

  /** One query by codes alone. */
  scan(query: number, topK: number): { readonly ms: number; readonly rows: Uint32Array } {
    const startedAt = performance.now();
    const { rows } = this.opened.scan(this.query(query), topK);
    return { ms: performance.now() - startedAt, rows };
  }

  private get opened(): QuantizedSearch {
    if (this.index === null) throw new Error("an index must be built before it is searched");
    return this.index;
  }

  private query(at: number): Float32Array<ArrayBuffer> {
    const { dimension, numbers } = this.queries;
    return Float32Array.from(numbers.subarray(at * dimension, (at + 1) * dimension));
  }
}
