import { beforeEach, describe, expect, it } from "vitest";

import type { Analyst } from "../bridges/analysisBridge";
import type { DatasetService } from "../contracts/datasetService";
import { parseRankRecipe } from "../contracts/rankRecipe";
import type { DatasetId, DatasetRecord, TableRecord } from "../core/dataset/datasetRecord";
import { readCsv } from "../core/dataset/csv";
import type { Item, ItemId } from "../core/dataset/item";
import { packItems } from "../core/dataset/packedItems";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { arrangeSet, measureSet } from "../engine/analysis/measuredSet";
import { makeRankTools } from "../engine/analysis/rankTools";
import { plainRanking } from "../core/ranking/rankPresets";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import type { MatchRule } from "../core/metrics/evaluationPlan";
import { judgedList } from "../core/metrics/judgedQueries";
import { estimateOf } from "../core/metrics/metricEstimates";
import {
  cancelEvaluation,
  candidateItem,
  evaluate,
  evaluateStore,
  findEvaluation,
  isComparable,
  queryItem,
  removeEvaluation,
  showEvaluation,
} from "./evaluateStore";
import { exportEvaluation } from "./exportEvaluation";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const record = {
  id: "d-1" as DatasetId,
  name: "things",
  revision: 3,
  counts: { items: 7, identities: 3, queries: 4, gallery: 4 },
} as DatasetRecord;
const table = {
  dataset: record.id,
  checkpoint: { id: "tiny" as CheckpointId, sha256: "ab", dimension: 2 },
  embedded: 6,
  stale: 0,
  removed: 0,
  bytes: 99,
} as TableRecord;

/** Path, identity, roles (q, g) and angle in degrees. */
const rows: readonly (readonly [string, string, string, number])[] = [
  ["train.png", "a", "", 0],
  ["a1.png", "a", "qg", 0],
  ["b1.png", "b", "g", 10],
  ["a2.png", "a", "g", 20],
  ["b, q.png", "b", "q", 60],
  ["c1.png", "c", "q", 90],
];

function itemsOf(given: typeof rows): Item[] {
  return given.map(([path, identity, roles]) => ({
    itemId: path as ItemId,
    identity,
    split: "test",
    isQuery: roles.includes("q"),
    isGallery: roles.includes("g"),
  }));
}

let saved: { name: string; content: Promise<string> }[];

function vectorsOf(given: typeof rows): Float32Array<ArrayBuffer> {
  const radians = given.map(([, , , degrees]) => (degrees * Math.PI) / 180);
  return Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
}

/** Vectors on the unit circle, ranked by the worker's own code. */
function connect(given: typeof rows, answers: Partial<DatasetService> = {}): void {
  saved = [];
  const vectors = vectorsOf(given);
  connectServices({
    library: fakeLibrary({
      openAll: () =>
        Promise.resolve({ items: packItems(itemsOf(given)), table: { kind: "vectors", vectors, dimension: 2 } }),
      ...answers,
    }),
    analyst: {
      measure: (signal, set, recipe, onProgress) =>
        measureSet(
          arrangeSet([{ rows: given.length, columns: 2, values: vectors }], set),
          recipe,
          makeRankTools(null, signal, () => Promise.resolve()),
          onProgress,
        ),
    } as Analyst,
    saveFile: (content: Blob, name: string) => void saved.push({ name, content: content.text() }),
  } as Partial<Services> as Services);
}

const shown = () => {
  const { evaluations, shown: key } = evaluateStore.getState();
  return findEvaluation(evaluations, key)!;
};

function evaluateTable(recipe: RankRecipe = plainRanking, rule: MatchRule = "identity"): Promise<void> {
  const { checkpoint } = table;
  const source = { kind: "dataset", record, checkpoints: [checkpoint] } as const;
  return evaluate({ source, checkpoints: [{ ...checkpoint, name: "Tiny" }], recipe, rule });
}

const cut = parseRankRecipe({ schema: 1, name: "cut", steps: [{ kind: "threshold", minScore: 0.95 }] }, "cut");

describe("evaluate", () => {
  beforeEach(() => {
    cancelEvaluation();
    evaluateStore.setState({ evaluations: [], shown: null, base: null });
    connect(rows);
  });

  it("ranks queries against the gallery alone; a row that is both never finds itself", async () => {
    await evaluateTable();
    const evaluation = shown();
    const queries = judgedList(evaluation.queries);
    // a1 finds b1, then a2: 1/2. The query b finds a2, b1: 1/2. c has nothing to find.
    expect(estimateOf(evaluation.metrics, "mAP")).toBeCloseTo(0.5, 12);
    expect(estimateOf(evaluation.metrics, "rank-1")).toBe(0);
    expect(queries.map(({ relevantCount }) => relevantCount)).toEqual([1, 1, 0]);
    expect([evaluation.plan.galleryCount, evaluation.queriesWithoutVector]).toEqual([3, 1]);
    expect(queries.map((_, place) => queryItem(evaluation, place)?.itemId)).toEqual(["a1.png", "b, q.png", "c1.png"]);
    const hits = queries.map(({ best }) => [...best].map((row) => candidateItem(evaluation, row)?.itemId));
    expect(hits[0]).toEqual(["b1.png", "a2.png"]);
    expect(hits[1]).toEqual(["a2.png", "b1.png", "a1.png"]);
  });

  it("runs a recipe between vectors and rankings, and sets it beside the plain one", async () => {
    await evaluateTable();
    const plain = shown();
    await evaluateTable(cut);
    // a1 still finds b1, but no longer a2; the query b finds nothing.
    expect(estimateOf(shown().metrics, "mAP")).toBe(0);
    expect(evaluateStore.getState().base).toBe(plain.key);
    expect(isComparable(plain, shown())).toBe(true);
    showEvaluation(plain.key);
    expect(evaluateStore.getState().base).toBeNull();
    removeEvaluation(plain.key);
    expect(shown().recipe).toBe(cut);
  });

  it("saves each query as CSV, and leaves cells empty where there is nothing to find", async () => {
    await evaluateTable();
    exportEvaluation(shown(), "queries.csv");
    expect(saved[0]?.name).toBe("things Tiny · Plain queries.csv");
    const [header = [], ...lines] = [...readCsv((await saved[0]?.content) ?? "", [])].map(({ cells }) => cells);
    const column = (name: string) => lines.map((cells) => cells[header.indexOf(name)]);
    expect(column("query")).toEqual(["a1.png", "b, q.png", "c1.png"]);
    expect(column("mAP")).toEqual(["0.5", "0.5", ""]);
    expect(column("ranks")).toEqual(["2", "2", ""]);
    expect(column("hit_1")).toEqual(["b1.png", "a2.png", "a2.png"]);
    expect(column("hit_2_relevant")).toEqual(["1", "1", "0"]);
  });

  it("tells what a challenge's format cannot hold, and keeps the evaluation", async () => {
    await evaluateTable();
    exportEvaluation(shown(), "dira.npy");
    const { exportFailure, evaluations } = evaluateStore.getState();
    expect(exportFailure).toMatchObject({ name: "ExportFormatError" });
    expect([saved, evaluations.length]).toEqual([[], 1]);
  });

  it("keeps one result of the same vectors, recipe and rule, and another of each other", async () => {
    await evaluateTable();
    await evaluateTable();
    await evaluateTable(cut);
    expect(evaluateStore.getState().evaluations).toHaveLength(2);
  });

  it("counts gallery items of the query's own sequence as junk where asked to", async () => {
    connect(rows, {
      openAll: () =>
        Promise.resolve({
          items: packItems(itemsOf(rows).map((item, at) => ({ ...item, sequence: at < 4 ? "s1" : "s2" }))),
          table: { kind: "vectors", vectors: vectorsOf(rows), dimension: 2 },
        }),
    });
    await evaluateTable(plainRanking, "identity-other-sequence");
    // a1's only match, a2, is of its own sequence; b's is not.
    expect(judgedList(shown().queries).map(({ relevantCount }) => relevantCount)).toEqual([0, 1, 0]);
  });

  it.each([
    ["no gallery", [["a.png", "a", "q", 0]], "found 1 queries and 0 gallery items"],
    ["one item alone", [["a.png", "a", "g", 0]], "found 1"],
    [
      "nothing to find",
      [
        ["a.png", "a", "g", 0],
        ["b.png", "b", "q", 0],
      ],
      "none of 1 has one",
    ],
  ] as const)("fails with what was found where there is %s", async (_, given, message) => {
    connect(given);
    await evaluateTable();
    const { task } = evaluateStore.getState();
    expect(task.phase === "failed" && task.error).toMatchObject({ name: "MeasurementError" });
    expect(task.phase === "failed" && task.error.message).toContain(message);
    expect(evaluateStore.getState().evaluations).toEqual([]);
  });

  it("shows the latest alone", async () => {
    await Promise.all([evaluateTable(), evaluateTable(cut)]);
    expect(evaluateStore.getState().evaluations.map(({ recipe }) => recipe.name)).toEqual(["cut"]);
    expect(evaluateStore.getState()).toMatchObject({ task: { phase: "done" } });
  });

  it("ends without a result when it is cancelled", async () => {
    const running = evaluateTable();
    cancelEvaluation();
    await running;
    expect(evaluateStore.getState()).toMatchObject({ task: { phase: "idle" }, evaluations: [] });
  });
});
