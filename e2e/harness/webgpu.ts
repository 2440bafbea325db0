// WebGPU search beside its twin, in a page: a test says which gallery, this compares the rankings bit for bit.

import { EmbeddingTable } from "../../src/core/embedding/embeddingTable";
import { type Random, seededRandom } from "../../src/core/numeric/random";
import type { Ranking } from "../../src/core/ranking/ranking";
import { ExactSearch } from "../../src/core/search/exactSearch";
import { openDevice, type WebgpuDevice } from "../../src/engine/webgpu/device";
import {
  createWebgpuSearch,
  openWebgpuSearch,
  type WebgpuSearch,
  type WebgpuSearchOptions,
} from "../../src/engine/webgpu/webgpuSearch";

/** How a gallery's rows relate: what makes a ranking hard to get exactly right. */
export type GalleryKind = "unrelated" | "few distinct" | "nearly equal" | "many scales" | "one giant";

export interface SearchCase {
  readonly kind: GalleryKind;
  readonly rows: number;
  readonly dimension: number;
  readonly queries: number;
  readonly topK: number;
  readonly seed?: number;
  /** Multiplies every query. */
  readonly queryScale?: number;
  readonly options?: WebgpuSearchOptions;
}

export interface Comparison {
  readonly backend: string;
  readonly isSoftware: boolean;
  readonly rankedRows: number;
  /** Stored vectors that the search on WebGPU read: few, where its bounds are any good. */
  readonly rowsRead: number;
  /** The first difference, else null. */
  readonly difference: string | null;
}

type FillRow = (random: Random, row: Float32Array, index: number) => void;

const fillNormal: FillRow = (random, row) => {
  for (let d = 0; d < row.length; d++) row[d] = random.normal();
};

const fills: Record<GalleryKind, FillRow> = {
  unrelated: fillNormal,
  "few distinct": (_random, row, index) => fillNormal(seededRandom(index % 7), row, index),
  "nearly equal": (random, row) => {
    fillNormal(seededRandom(99), row, 0);
    for (let d = 0; d < row.length; d++) row[d] = (row[d] ?? 0) * (1 + 1e-6 * random.normal());
  },
  "many scales": (random, row) => {
    const scale = 10 ** (40 * random.uniform() - 25);
    for (let d = 0; d < row.length; d++) row[d] = random.uniform() < 0.1 ? 0 : random.normal() * scale;
  },
  "one giant": (random, row, index) => {
    for (let d = 0; d < row.length; d++) row[d] = random.normal() * (index === 17 ? 1e30 : 1);
  },
};

function makeVectors(kind: GalleryKind, rows: number, dimension: number, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed);
  const vectors = new Float32Array(rows * dimension);
  for (let i = 0; i < rows; i++) fills[kind](random, vectors.subarray(i * dimension, (i + 1) * dimension), i);
  return vectors;
}

class CountingTable extends EmbeddingTable {
  rowsRead = 0;

  override read(rows: Uint32Array, into: Float32Array): void {
    this.rowsRead += rows.length;
    super.read(rows, into);
  }
}

const never = new AbortController().signal;

async function openCase(gpu: WebgpuDevice, searchCase: SearchCase) {
  const { kind, rows, dimension, queries: count, seed = 7, queryScale = 1, options = {} } = searchCase;
  const table = new CountingTable(rows, dimension, makeVectors(kind, rows, dimension, seed));
  const queries = makeVectors("unrelated", count, dimension, seed + 1).map((value) => value * queryScale);
  return { table, queries, index: await createWebgpuSearch(gpu, table, options) };
}

let sharedDevice: Promise<WebgpuDevice> | null = null;

/** Searches on WebGPU and by the twin. All cases share a device, since software compiles the kernels slowly. */
async function compare(searchCase: SearchCase): Promise<Comparison> {
  sharedDevice ??= openDevice(true);
  const { table, queries, index } = await openCase(await sharedDevice, searchCase);
  table.rowsRead = 0;
  const found = await index.search(queries, searchCase.topK, never);
  const { rowsRead } = table;
  const expected = await new ExactSearch(table).search(queries, searchCase.topK, never);
  return {
    backend: index.backend.name,
    isSoftware: index.backend.isSoftware,
    rankedRows: found.reduce((sum, { rows }) => sum + rows.length, 0),
    rowsRead,
    difference: findDifference(found, expected),
  };
}

function findDifference(found: readonly Ranking[], expected: readonly Ranking[]): string | null {
  if (found.length !== expected.length) return `${found.length} rankings instead of ${expected.length}`;
  for (const [q, { rows, scores }] of expected.entries()) {
    const other = found[q];
    if (other?.rows.length !== rows.length) return `query ${q}: ${other?.rows.length} rows instead of ${rows.length}`;
    const k = rows.findIndex((row, i) => other.rows[i] !== row || !Object.is(other.scores[i], scores[i]));
    if (k < 0) continue;
    return `query ${q}, rank ${k + 1}: row ${other.rows[k]} (${other.scores[k]}) instead of ${rows[k]} (${scores[k]})`;
  }
  return null;
}

const small: SearchCase = { kind: "unrelated", rows: 3000, dimension: 64, queries: 1, topK: 10 };

/** Names and messages of what two searches throw: one under way when the device goes, one that comes after. */
async function loseDevice(): Promise<{ name: string; message: string; hint: string }[]> {
  const gpu = await openDevice(true);
  const { queries, index } = await openCase(gpu, small);
  const under = index.search(queries, small.topK, never);
  const losing = describeFailure(under);
  gpu.device.destroy();
  return [await losing, await describeFailure(index.search(queries, small.topK, never))];
}

/** What a search throws that is cancelled before it begins, and whether the index still answers afterwards. */
async function cancelSearch(): Promise<{ name: string; answersAfterwards: boolean }> {
  const { queries, index } = await openCase(await openDevice(true), small);
  const { name } = await describeFailure(index.search(queries, small.topK, AbortSignal.abort()));
  const [ranking] = await index.search(queries, small.topK, never);
  index.dispose();
  return { name, answersAfterwards: ranking?.rows.length === small.topK };
}

/** Whether searches that overlap on one index each get their own answer. */
async function overlap(): Promise<boolean> {
  const { queries, index, table } = await openCase(await openDevice(true), { ...small, queries: 3 });
  const one = (search: WebgpuSearch | ExactSearch, q: number) =>
    search.search(queries.subarray(q * small.dimension, (q + 1) * small.dimension), small.topK, never);
  const found = await Promise.all([0, 1, 2].map((q) => one(index, q)));
  const expected = await Promise.all([0, 1, 2].map((q) => one(new ExactSearch(table), q)));
  index.dispose();
  return JSON.stringify(found) === JSON.stringify(expected);
}

/** What opening throws for a gallery with a number that is not finite in row 5. */
async function openDamaged(): Promise<{ name: string; message: string; hint: string }> {
  const vectors = makeVectors("unrelated", 10, 4, 1);
  vectors[5 * 4 + 2] = NaN;
  const gpu = await openDevice(true);
  return describeFailure(createWebgpuSearch(gpu, new EmbeddingTable(10, 4, vectors), {}));
}

/** What opening throws where a software adapter is all there is, and nobody asked for it. */
async function openUnasked(): Promise<{ name: string; message: string; hint: string }> {
  return describeFailure(openWebgpuSearch(new EmbeddingTable(1, 2, Float32Array.of(3, 4)), "auto"));
}

async function describeFailure(work: Promise<unknown>): Promise<{ name: string; message: string; hint: string }> {
  try {
    await work;
    return { name: "none", message: "", hint: "" };
  } catch (error) {
    const { name, message, hint = "" } = error as Error & { hint?: string };
    return { name, message, hint };
  }
}

const webgpuHarness = { compare, loseDevice, cancelSearch, overlap, openDamaged, openUnasked };

export type WebgpuHarness = typeof webgpuHarness;

declare global {
  interface Window {
    webgpuHarness: WebgpuHarness;
  }
}

window.webgpuHarness = webgpuHarness;
