import "fake-indexeddb/auto";

import { beforeEach, describe, expect, it } from "vitest";

import { openBrowserStore } from "../bridges/browserStore";
import { dataUrlOf } from "../bridges/dataUrlOf";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import { planEvaluation } from "../core/metrics/evaluationPlan";
import { packJudged } from "../core/metrics/judgedQueries";
import { plainRanking } from "../core/ranking/rankPresets";
import { evaluateStore, type Evaluation } from "./evaluateStore";
import { exportReport, reportedPlaces } from "./exportReport";
import { fakeLibrary } from "./fakeLibrary";
import { ledgerStore, openLedger } from "./ledgerStore";
import { openReviews, reviewStore, toggleChosen, writeNote } from "./reviewStore";
import { decideFirstWrong, firstWrongHit, itemVerdicts, undoVerdict, verdictOn } from "./reviewVerdicts";
import { connectServices, type Services } from "./services";
import { cancelSlowExport, slowExportStore } from "./slowExport";

const dataset = "things" as DatasetId;
const sha256 = "ab".repeat(32);

const items: Item[] = ["q0.png", "q1.png", "g0.png", "g1.png"].map((path, at) => ({
  itemId: path as ItemId,
  identity: at % 2 === 0 ? "even" : "odd",
  split: "test",
  isQuery: at < 2,
  isGallery: at >= 2,
}));
const packed = packItems(items);
const plan = planEvaluation(packed, "identity");
const candidateOf = (path: string): number => [...plan.rows].findIndex((row) => items[row]?.itemId === path);

function judged(ranks: readonly number[], best: readonly string[]) {
  return {
    identity: 0,
    ranks: Uint32Array.from(ranks),
    tieEnds: Uint32Array.from(ranks),
    rankScores: new Float32Array(ranks.length),
    relevantCount: 1,
    best: Uint32Array.from(best, candidateOf),
    bestScores: Float32Array.of(0.75, 0.5),
  };
}

/** The first query finds its match at once, the second one after another thing. */
const evaluation = {
  key: "k",
  dataset,
  datasetName: "things",
  checkpoints: [{ id: "tiny" as CheckpointId, name: "Tiny", sha256, dimension: 2 }],
  recipe: plainRanking,
  rule: "identity",
  items: new ItemList(packed),
  plan,
  isLeaveOneOut: false,
  queriesWithoutVector: 0,
  at: "2026-01-02T03:04:05.000Z",
  queries: packJudged([judged([0], ["g0.png", "g1.png"]), judged([1], ["g0.png", "g1.png"])]),
  metrics: [{ id: "mAP", value: 0.75, low: 0.5, high: 1 }],
  milliseconds: 1500,
  backend: "WASM SIMD",
  notes: [],
} as unknown as Evaluation;

let databases = 0;
let saved: { name: string; content: Promise<string> }[];

beforeEach(async () => {
  saved = [];
  const missing = new StudioError("PictureMissingError", "gone", "");
  connectServices({
    browserStore: openBrowserStore(`reports-${++databases}`),
    library: fakeLibrary({
      readThumbnail: (_, item) =>
        item === "g1.png" ? Promise.reject(missing) : Promise.resolve(new Blob([item], { type: "image/webp" })),
    }),
    dataUrlOf,
    saveFile: (content: Blob, name: string) => void saved.push({ name, content: content.text() }),
  } as Partial<Services> as Services);
  evaluateStore.setState({ evaluations: [evaluation], shown: "k", base: null });
  reviewStore.setState({ dataset: null, reviews: new Map(), order: "lowest-ap" });
  ledgerStore.setState({ dataset: null, entries: [], failure: null });
  await Promise.all([openReviews(dataset), openLedger(dataset)]);
});

const verdicts = () => itemVerdicts(ledgerStore.getState().entries);

describe("a verdict of the review", () => {
  it("is of the query and its first wrong hit, and names who, by which vectors, at which score", async () => {
    expect(firstWrongHit(evaluation, 1)).toMatchObject({ item: { itemId: "g0.png" }, rank: 0, score: 0.75 });
    await decideFirstWrong(evaluation, 1, "different");
    expect(ledgerStore.getState().entries).toMatchObject([
      {
        kind: "different",
        subject: { kind: "items", items: ["q1.png", "g0.png"] },
        author: "me",
        checkpoint: { id: "tiny", sha256 },
        score: 0.75,
      },
    ]);
    expect(verdictOn(verdicts(), "q1.png", "g0.png")).toEqual({ kind: "different", author: "me" });
    expect(verdictOn(verdicts(), "q0.png", "g0.png")).toBeNull();
    await undoVerdict(dataset);
    expect(verdictOn(verdicts(), "q1.png", "g0.png")).toBeNull();
  });

  it("names no checkpoint where vectors came without one or were fused", async () => {
    const [tiny] = evaluation.checkpoints;
    await decideFirstWrong({ ...evaluation, checkpoints: [{ ...tiny!, sha256: "" }] }, 1, "same");
    await decideFirstWrong({ ...evaluation, checkpoints: [tiny!, tiny!] }, 1, "same");
    expect(ledgerStore.getState()).toMatchObject({ failure: null });
    expect(ledgerStore.getState().entries).toMatchObject([
      { checkpoint: null, note: "" },
      { checkpoint: null, note: "fused: tiny + tiny" },
    ]);
  });

  it("goes into no other data set's ledger", async () => {
    await openLedger("lamps" as DatasetId);
    await decideFirstWrong(evaluation, 1, "same");
    expect(ledgerStore.getState().entries).toEqual([]);
  });
});

describe("the report of an evaluation", () => {
  it("shows the chosen queries with notes, verdicts and pictures, and says what was measured by what", async () => {
    await toggleChosen("q1.png" as ItemId);
    await writeNote("q1.png" as ItemId, "Seen from <below>.");
    await decideFirstWrong(evaluation, 1, "same");
    await exportReport(evaluation);
    expect(saved[0]?.name).toBe("things Tiny · Plain report.html");
    const html = (await saved[0]?.content) ?? "";
    expect(html).toContain("1 of 2 queries, chosen in the review; the lowest average precision first.");
    expect(html).toContain("Seen from &lt;below&gt;.");
    expect(html).toContain("Decided by me: shows the same.");
    expect(html).toContain(`data:image/webp;base64,${btoa("q1.png")}`);
    // One picture could not be read.
    expect(html).toContain("Picture not at hand");
    expect(html).toContain(`sha256 ${sha256}`);
    for (const text of ["tiny", "WASM SIMD, 1.5 s", "an item of the same identity", "0.5000 to 1.0000"]) {
      expect(html).toContain(text);
    }
    expect(html.match(/<figure>/g)).toHaveLength(3);
    expect(slowExportStore.getState().task.phase).toBe("idle");
  });

  it("shows the first ten of the shown order where none is chosen, and says so", () => {
    expect(reportedPlaces(evaluation, () => false)).toEqual({
      places: [1, 0],
      note: "No query was chosen: these are the first 2 of 2, the lowest average precision first.",
    });
    reviewStore.setState({ order: "table" });
    expect(reportedPlaces(evaluation, () => false).places).toEqual([0, 1]);
    expect(reportedPlaces(evaluation, (item) => item === "q1.png").places).toEqual([1]);
  });

  it("saves nothing when it is cancelled", async () => {
    const writing = exportReport(evaluation);
    cancelSlowExport();
    await writing;
    expect([saved, slowExportStore.getState().task.phase]).toEqual([[], "idle"]);
  });
});
