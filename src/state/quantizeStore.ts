import { createStore } from "zustand/vanilla";

import { firstHitsRecall } from "../core/metrics/firstHitsRecall";
import { estimateOf } from "../core/metrics/metricEstimates";
import { plainRanking } from "../core/ranking/rankPresets";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import { mostBytes } from "../core/search/productCodebook";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { openOpenGallery } from "./setEffectStore";
import { studioStore } from "./studioStore";
import { idle, type Task } from "./task";

/** What ranking by codes of so many bytes comes to. */
export interface BytesPoint {
  readonly bytes: number;
  readonly mAP: number;
  /** Share of the plain ranking's first ten hits that stand among the first ten. */
  readonly recall: number;
}

/** A set by codes of several lengths, beside its plain ranking. */
export interface BytesAccuracy {
  readonly galleryName: string;
  readonly queries: number;
  /** How many of each query's best by codes were scored exactly. */
  readonly rescore: number;
  readonly plain: number;
  /** By rising bytes; those that were measured so far. */
  readonly points: readonly BytesPoint[];
  /** Why some are not measured; null where all are. */
  readonly note: string | null;
}

export interface QuantizeState {
  readonly task: Task<null>;
  readonly stage: string;
  /** How many of each query's best by codes are to be scored exactly. */
  readonly rescore: number;
  readonly accuracy: BytesAccuracy | null;
}

export const quantizeStore = createStore<QuantizeState>(() => ({
  task: idle,
  stage: "",
  rescore: 0,
  accuracy: null,
}));

const measuredBytes = [8, 16, 32, 64, 128] as const;
const latest = new LatestTask();

export function setRescore(rescore: number): void {
  quantizeStore.setState({ rescore });
}

/** Measures the open set plainly and by codes of several lengths. What was measured stays where it is cancelled. */
export async function measureBytes(): Promise<void> {
  const { rescore } = quantizeStore.getState();
  await latest.run(
    async (signal) => {
      show(0, "Opening the embeddings");
      const { set, name } = await openOpenGallery(signal);
      const dimension = studioStore.getState().search?.opened.dimension ?? Infinity;
      const most = Math.min(128, mostBytes(dimension, 4));
      const wanted = measuredBytes.filter((bytes) => bytes <= most);
      const total = wanted.length + 1;
      const measure = async (recipe: RankRecipe, at: number, stage: string) => {
        show(at / total, stage);
        const measured = await services().analyst.measure(signal, set, recipe, (progress) => {
          const share = progress.stage === "preparing" ? progress.done / progress.total : 1;
          if (!signal.aborted) show((at + 0.9 * Math.min(1, share)) / total, stage);
        });
        signal.throwIfAborted();
        return measured;
      };
      const plain = await measure(plainRanking, 0, "Ranking plainly");
      const points: BytesPoint[] = [];
      const note = wanted.length < measuredBytes.length ? shortNote(dimension, most) : null;
      const accuracy = { galleryName: name, queries: plain.queries.count, rescore, note };
      for (const [at, bytes] of wanted.entries()) {
        const found = await measure(byCodes(bytes, rescore), at + 1, `Ranking by ${bytes} bytes an item`);
        const recall = firstHitsRecall(plain.queries, found.queries);
        points.push({ bytes, mAP: estimateOf(found.metrics, "mAP"), recall });
        const shown = { ...accuracy, plain: estimateOf(plain.metrics, "mAP"), points: [...points] };
        quantizeStore.setState({ accuracy: shown });
      }
      quantizeStore.setState({ task: { phase: "done", value: null } });
    },
    (error) => quantizeStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelBytes(): void {
  latest.cancel();
  quantizeStore.setState({ task: idle });
}

function byCodes(bytes: number, rescore: number): RankRecipe {
  return { ...plainRanking, name: "quantized", steps: [{ kind: "quantize", bytes, rescore, isOn: true }] };
}

function shortNote(dimension: number, most: number): string {
  return `Vectors of ${dimension} dimensions have codes of at most ${most} bytes`;
}

function show(share: number, stage: string): void {
  quantizeStore.setState({ task: { phase: "running", done: share, total: 1 }, stage });
}
