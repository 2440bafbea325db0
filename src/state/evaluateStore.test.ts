import { beforeEach, describe, expect, it } from "vitest";

import type { Analyst } from "../bridges/analysisBridge";
import type { DatasetService } from "../contracts/datasetService";
import { parseRankRecipe } from "../contracts/rankRecipe";
import type { DatasetId, DatasetRecord, TableRecord } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { packItems } from "../core/dataset/packedItems";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { arrangeSet, measureSet } from "../engine/analysis/measuredSet";
import { makeRankTools } from "../engine/analysis/rankTools";
import { cancelEvaluation, evaluate, evaluateStore, evaluationKey, saveEvaluation } from "./evaluateStore";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const record = {
  id: "d-1" as DatasetId,
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

/** Vectors on the unit circle, ranked by the worker's own code. */
function connect(given: typeof rows, answers: Partial<DatasetService> = {}): void {
  saved = [];
  const radians = given.map(([, , , degrees]) => (degrees * Math.PI) / 180);
  const vectors = Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
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

const result = () => evaluateStore.getState().results.get(evaluationKey(record, table));

describe("evaluate", () => {
  beforeEach(() => {
    cancelEvaluation();
    evaluateStore.setState({ results: new Map(), key: null });
    connect(rows);
  });

  it("ranks queries against the gallery alone; a row that is both never finds itself", async () => {
    await evaluate(record, table);
    const { metrics, galleryCount, queriesWithoutVector, queries, items } = result()!;
    // a1 finds b1, then a2: 1/2. The query b finds a2, b1: 1/2. c has nothing to find.
    expect(metrics.mAP).toBeCloseTo(0.5, 12);
    expect(metrics.hitRates[0]).toEqual({ k: 1, rate: 0 });
    expect(metrics).toMatchObject({ queries: 2, skipped: 1 });
    expect([galleryCount, queriesWithoutVector]).toEqual([3, 1]);
    expect(queries.map(({ row }) => items.itemId(row))).toEqual(["a1.png", "b, q.png", "c1.png"]);
    expect(queries[0]?.best.map((row) => items.itemId(row))).toEqual(["b1.png", "a2.png"]);
    expect(queries[1]?.best.map((row) => items.itemId(row))).toEqual(["a2.png", "b1.png", "a1.png"]);
  });

  it("runs a recipe between vectors and rankings, and keeps its result beside the plain one", async () => {
    const recipe = parseRankRecipe({ schema: 1, name: "cut", steps: [{ kind: "threshold", minScore: 0.95 }] }, "cut");
    await evaluate(record, table);
    await evaluate(record, table, recipe);
    // a1 still finds b1, but no longer a2; the query b finds nothing.
    const cut = evaluateStore.getState().results.get(evaluationKey(record, table, recipe))!;
    expect(cut.metrics.mAP).toBe(0);
    expect(cut.recipe).toBe(recipe);
    expect(result()?.metrics.mAP).toBeCloseTo(0.5, 12);
  });

  it("saves each query as CSV, and leaves cells empty where there is nothing to find", async () => {
    await evaluate(record, table);
    saveEvaluation(result()!);
    expect(saved[0]?.name).toBe("evaluation tiny.csv");
    expect(await saved[0]?.content).toBe(
      'query,identity,average_precision,first_match_rank,first_hit\r\na1.png,a,0.5,2,b1.png\r\n"b, q.png",b,0.5,2,a2.png\r\nc1.png,c,,,a2.png\r\n',
    );
  });

  it("keeps one result a data set and checkpoint, and none of an earlier revision", async () => {
    await evaluate(record, table);
    const changed = { ...record, revision: 4 };
    expect(evaluateStore.getState().results.get(evaluationKey(changed, table))).toBeUndefined();
    await evaluate(changed, table);
    await evaluate(record, { ...table, checkpoint: { ...table.checkpoint, id: "other" as CheckpointId } });
    expect([...evaluateStore.getState().results.keys()].map((key) => key.slice(0, 11))).toEqual([
      "d-1 4 tiny ",
      "d-1 3 other",
    ]);
  });

  it.each([
    ["no gallery", [["a.png", "a", "q", 0]], "found 1 queries and 0 gallery items"],
    ["no queries", [["a.png", "a", "g", 0]], "found 0 queries and 1 gallery items"],
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
    await evaluate(record, table);
    const { task } = evaluateStore.getState();
    expect(task.phase === "failed" && task.error).toMatchObject({ name: "MeasurementError" });
    expect(task.phase === "failed" && task.error.message).toContain(message);
    expect(result()).toBeUndefined();
  });

  it("shows the latest alone, and closes what the one before opened", async () => {
    const first = evaluate(record, table);
    const other = { ...table, checkpoint: { ...table.checkpoint, id: "other" as CheckpointId } };
    await Promise.all([first, evaluate(record, other)]);
    expect([...evaluateStore.getState().results.values()].map(({ checkpoint }) => checkpoint.id)).toEqual(["other"]);
    expect(evaluateStore.getState()).toMatchObject({ key: evaluationKey(record, other), task: { phase: "done" } });
  });

  it("ends without a result when it is cancelled", async () => {
    const running = evaluate(record, table);
    cancelEvaluation();
    await running;
    expect(evaluateStore.getState()).toMatchObject({ task: { phase: "idle" } });
    expect(result()).toBeUndefined();
  });
});
