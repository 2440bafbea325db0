import { type GallerySearch, openGallerySearch } from "../../src/bridges/searchBridge";
import { type Matrix, pickRows, rowOf, rowsBetween } from "../../src/core/numeric/matrix";
import { averagePrecision } from "../../src/core/metrics/averagePrecision";
import { augmentGallery } from "../../src/core/ranking/augmentGallery";
import { rerankVectorsByDiffusion } from "../../src/core/ranking/diffusion";
import { standardDiffusion } from "../../src/core/ranking/diffusionGraph";
import { expandQueries } from "../../src/core/ranking/expandQueries";
import type { FindExtremes } from "../../src/core/ranking/extremes";
import { innerProductScorer } from "../../src/core/ranking/innerProductScorer";
import { rerankVectorsByKReciprocal } from "../../src/core/ranking/kReciprocal";
import { standardKReciprocal } from "../../src/core/ranking/kReciprocalOptions";
import type { FindNeighbors } from "../../src/core/ranking/neighbors";
import { rankScores } from "../../src/core/ranking/rankScores";
import type { Scorer } from "../../src/core/ranking/scorer";
import { extremesInThread, extremesInWorkers, fetchMatrix, neighborsInThread, WorkerNeighbors } from "./rerankVectors";

const never = new AbortController().signal;

interface Finders {
  readonly findNeighbors: FindNeighbors;
  readonly findExtremes: FindExtremes;
}

type Step = (queries: Matrix, gallery: Matrix, finders: Finders) => Promise<Scorer>;

/** Steps at the settings of their authors. */
const steps: Readonly<Record<string, Step>> = {
  "k-reciprocal": (queries, gallery, finders) =>
    rerankVectorsByKReciprocal(queries, gallery, standardKReciprocal, finders),
  diffusion: (queries, gallery, finders) => rerankVectorsByDiffusion(queries, gallery, standardDiffusion, finders),
  "expand-queries": async (queries, gallery, finders) => {
    const step = { form: "dirtorch", k: 5, alpha: 2, times: 1 } as const;
    const expanded = await expandQueries({ queries, gallery, ownRows: null }, step, finders);
    return innerProductScorer(expanded.queries, gallery);
  },
  "augment-gallery": async (queries, gallery, finders) =>
    innerProductScorer(queries, await augmentGallery(gallery, { form: "dirtorch", k: 10, alpha: 3 }, finders)),
};

/** How one step on the first hits compares with the step on the whole gallery. */
interface StepDifference {
  readonly step: string;
  /** Share of the first 10 that both have, mean over queries. */
  readonly sharedOf10: number;
  readonly sharedOf100: number;
  /** Mean average precision of the full form, and of the first hits re-ranked with the rest behind them. */
  readonly fullMap: number;
  readonly hitsMap: number;
}

/** A large gallery whose first hits are re-ranked query by query. */
export class HitsTrial {
  private constructor(
    private readonly search: GallerySearch,
    private readonly queries: Matrix,
    private readonly finders: Finders,
  ) {}

  static async open(vectorsUrl: string, queriesUrl: string): Promise<HitsTrial> {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle("rerank.npy", { create: true });
    await (await fetch(vectorsUrl)).body?.pipeTo(await file.createWritable());
    const search = await openGallerySearch(never, { kind: "opfs", path: "rerank.npy" }, "wasm");
    return new HitsTrial(search, await fetchMatrix(queriesUrl), {
      findNeighbors: await neighborsInThread(),
      findExtremes: await extremesInThread(),
    });
  }

  get steps(): string[] {
    return Object.keys(steps);
  }

  /** One query: its search, reading the hits' vectors, and a step on them. */
  async time(
    step: string,
    query: number,
    hits: number,
  ): Promise<Readonly<Record<"searchMs" | "readMs" | "ms", number>>> {
    const run = steps[step];
    if (run === undefined) throw new Error(`no step ${step}`);
    const asked = rowsBetween(this.queries, query, query + 1);
    const start = performance.now();
    const [ranking] = await this.search.search(never, asked.values.slice(), hits);
    const found = performance.now();
    const rows = ranking?.rows ?? new Uint32Array();
    const values = await this.search.readVectors(never, rows);
    const read = performance.now();
    const scorer = await run(asked, { rows: rows.length, columns: asked.columns, values }, this.finders);
    const scores = new Float32Array(rows.length);
    await scorer.score(0, 1, scores);
    rankScores(scores);
    return { searchMs: found - start, readMs: read - found, ms: performance.now() - read };
  }

  close(): void {
    this.search.close();
  }
}

/**
 * Every `stride`-th row of a gallery asks for the others: each step once over all, once on the first hits.
 *
 * @param identities of the rows
 */
export async function compareHitsWithFull(
  vectorsUrl: string,
  identities: readonly string[],
  { stride, hits }: { readonly stride: number; readonly hits: number },
): Promise<StepDifference[]> {
  const all = await fetchMatrix(vectorsUrl);
  const rows = identities.map((_, row) => row);
  const [askingRows, otherRows] = [rows.filter((row) => row % stride === 0), rows.filter((row) => row % stride !== 0)];
  const [queries, gallery] = [pickRows(all, askingRows), pickRows(all, otherRows)];
  const isRelevant = (query: number, row: number): boolean =>
    identities[askingRows[query] ?? 0] === identities[otherRows[row] ?? 0];
  const inWorkers = new WorkerNeighbors();
  const inThread = { findNeighbors: await neighborsInThread(), findExtremes: await extremesInThread() };
  const plain = await rankAll(innerProductScorer(queries, gallery));
  const differences: StepDifference[] = [];
  for (const [step, run] of Object.entries(steps)) {
    const full = await rankAll(
      await run(queries, gallery, { findNeighbors: inWorkers.find, findExtremes: extremesInWorkers }),
    );
    const cut: Uint32Array[] = [];
    for (const [query, ranking] of plain.entries()) {
      const first = ranking.subarray(0, hits);
      const scorer = await run(rowsBetween(queries, query, query + 1), pickRows(gallery, first), inThread);
      const [order] = await rankAll(scorer);
      cut.push(
        Uint32Array.from([...(order ?? [])].map((place) => first[place] ?? 0).concat([...ranking.subarray(hits)])),
      );
    }
    differences.push({
      step,
      sharedOf10: sharedOf(full, cut, 10),
      sharedOf100: sharedOf(full, cut, 100),
      fullMap: meanAveragePrecision(full, isRelevant),
      hitsMap: meanAveragePrecision(cut, isRelevant),
    });
  }
  inWorkers.close();
  return differences;
}

async function rankAll(scorer: Scorer): Promise<Uint32Array[]> {
  const scores = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, scores);
  const matrix = { rows: scorer.queries, columns: scorer.rows, values: scores };
  return Array.from({ length: scorer.queries }, (_, query) => rankScores(rowOf(matrix, query)).rows);
}

function sharedOf(a: readonly Uint32Array[], b: readonly Uint32Array[], count: number): number {
  const shares = a.map((rows, query) => {
    const wanted = new Set(rows.subarray(0, count));
    return [...(b[query]?.subarray(0, count) ?? [])].filter((row) => wanted.has(row)).length / count;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function meanAveragePrecision(
  rankings: readonly Uint32Array[],
  isRelevant: (query: number, row: number) => boolean,
): number {
  const precisions = rankings.map((rows, query) => {
    const judged = Uint8Array.from(rows, (row) => Number(isRelevant(query, row)));
    return averagePrecision(
      judged,
      judged.reduce((sum, value) => sum + value, 0),
    );
  });
  const counted = precisions.filter((precision) => !Number.isNaN(precision));
  return counted.reduce((sum, precision) => sum + precision, 0) / counted.length;
}
