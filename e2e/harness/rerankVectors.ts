import { wrap } from "comlink";

import { readNpy } from "../../src/core/embedding/embeddingTable";
import type { Matrix } from "../../src/core/numeric/matrix";
import { type FindExtremes, mergeGathered } from "../../src/core/ranking/extremes";
import { type FindNeighbors, findNeighborsPlainly } from "../../src/core/ranking/neighbors";
import type { Ranking } from "../../src/core/ranking/ranking";
import { type GallerySearch, openGallerySearch } from "../../src/bridges/searchBridge";
import { gatherProducts } from "../../src/engine/wasm/gatherProducts";
import { loadKernelModules } from "../../src/engine/wasm/kernelModule";
import { loadProductKernels } from "../../src/engine/wasm/productKernels";
import { WasmSearch } from "../../src/engine/wasm/wasmSearch";
import type { Products } from "./products.worker";

const never = new AbortController().signal;

/** Rows of a float32 .npy file. */
export async function fetchMatrix(url: string): Promise<Matrix> {
  const { numbers, rows, dimension } = readNpy(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  return { rows, columns: dimension, values: numbers as Float32Array<ArrayBuffer> };
}

/** Neighbors among few rows, in this thread. */
export async function neighborsInThread(): Promise<FindNeighbors> {
  const [modules, within] = [await loadKernelModules(), await extremesInThread()];
  return async (queries, rows, count) => {
    if (queries.values === rows.values) return (await within(rows, count)).neighbors;
    if (count * 2 >= rows.rows) return findNeighborsPlainly(queries, rows, count);
    const { columns, values } = rows;
    const read = (wanted: Uint32Array, into: Float32Array): void => {
      wanted.forEach((row, i) => into.set(values.subarray(row * columns, (row + 1) * columns), i * columns));
    };
    const source = { firstRow: 0, rows: rows.rows, dimension: columns, read };
    const search = WasmSearch.open(modules, source, () => Promise.resolve());
    return packed(await search.search(queries.values, count, never), count);
  };
}

/** Neighbors among many rows, in as many workers as a gallery of that size is searched by; they stay open until other rows come. */
export class WorkerNeighbors {
  private opened: { readonly values: Float32Array; readonly search: GallerySearch } | null = null;

  readonly find: FindNeighbors = async (queries, rows, count) => {
    const search = await this.open(rows);
    return packed(await search.search(never, queries.values.slice(), count), Math.min(count, rows.rows));
  };

  close(): void {
    this.opened?.search.close();
    this.opened = null;
  }

  private async open({ columns, values }: Matrix): Promise<GallerySearch> {
    if (this.opened?.values === values) return this.opened.search;
    this.close();
    const search = await openGallerySearch(never, { kind: "vectors", vectors: values, dimension: columns }, "wasm");
    this.opened = { values, search };
    return search;
  }
}

/** Nearest and farthest of a set within itself, a worker a core. */
export const extremesInWorkers: FindExtremes = async (vectors, count) => {
  const threads = navigator.hardwareConcurrency;
  const parts = Array.from({ length: threads }, async (_, index) => {
    const worker = new Worker(new URL("./products.worker.ts", import.meta.url), { type: "module" });
    const gathered = await wrap<Products>(worker).gather(vectors, count, { index, count: threads });
    worker.terminate();
    return gathered;
  });
  return mergeGathered(await Promise.all(parts), vectors, count);
};

/** The same in this thread, for few rows. */
export async function extremesInThread(): Promise<FindExtremes> {
  const kernels = await loadProductKernels();
  return async (vectors, count) => {
    const share = { index: 0, count: 1 };
    const gathered = await gatherProducts(kernels, vectors, count, { share, pace: { pause: () => undefined } });
    return mergeGathered([gathered], vectors, Math.min(count, vectors.rows));
  };
}

function packed(rankings: readonly Ranking[], count: number) {
  const found = {
    queries: rankings.length,
    count,
    rows: new Uint32Array(rankings.length * count),
    scores: new Float32Array(rankings.length * count),
  };
  rankings.forEach((ranking, query) => {
    found.rows.set(ranking.rows, query * count);
    found.scores.set(ranking.scores, query * count);
  });
  return found;
}
