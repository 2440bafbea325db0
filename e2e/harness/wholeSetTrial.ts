import { makeAnalyst } from "../../src/bridges/analysisBridge";
import type { EvaluationPlan } from "../../src/core/metrics/evaluationPlan";
import { estimateOf } from "../../src/core/metrics/metricEstimates";
import { plainRanking } from "../../src/core/ranking/rankPresets";
import { fetchMatrix } from "./rerankVectors";

/** What evaluating a whole set took, and what it came to. */
interface WholeSetTime {
  /** From vectors in the page to metrics with intervals. */
  readonly ms: number;
  /** Of them in the worker, from its vectors on. */
  readonly workerMs: number;
  readonly backend: string;
  readonly mAP: number;
  readonly rank1: number;
  /** The longest task of the page's main thread meanwhile; 0 where none took 50 ms. */
  readonly longestTaskMs: number;
}

/**
 * Evaluates a set as the page does, by its own worker.
 *
 * @param url of an .npy file, [N, D], eight rows an identity
 * @param queries rows that are queries and not in the gallery
 */
export async function timeWholeSet(url: string, queries: readonly number[]): Promise<WholeSetTime> {
  const { rows } = await fetchMatrix(url);
  const isGallery = new Uint8Array(rows).fill(1);
  for (const query of queries) isGallery[query] = 0;
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const plan: EvaluationPlan = {
    rows: all,
    isGallery,
    identities: all.map((row) => row >> 3),
    queries: Uint32Array.from(queries),
    galleryCount: rows - queries.length,
    sequences: null,
    truth: null,
  };
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ type: "longtask" });
  const analyst = makeAnalyst();
  const start = performance.now();
  const set = {
    key: url,
    // The worker reads them itself, as it reads the tables of the library.
    tables: [{ kind: "url", url } as const],
    plan,
    others: { rows: new Uint32Array(), identities: new Int32Array() },
  };
  const recipe = plainRanking;
  const measured = await analyst.measure(new AbortController().signal, set, recipe, () => undefined);
  const ms = performance.now() - start;
  await new Promise((resume) => setTimeout(resume, 200)); // until the last task is told
  observer.disconnect();
  analyst.close();
  return {
    ms,
    workerMs: measured.milliseconds,
    backend: measured.backend,
    mAP: estimateOf(measured.metrics, "mAP"),
    rank1: estimateOf(measured.metrics, "rank-1"),
    longestTaskMs: Math.max(0, ...tasks),
  };
}
