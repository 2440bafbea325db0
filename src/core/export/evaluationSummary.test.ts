import { describe, expect, it } from "vitest";

import { parseEvaluationFile } from "../../contracts/evaluationFile";
import { readCsv, type TextFault } from "../dataset/csv";
import { plainRanking } from "../ranking/rankPresets";
import { evaluationCsv, evaluationJson, type EvaluationSummary } from "./evaluationSummary";
import { queryTableCsv, type QueryTableRow } from "./queryTable";

const summary: EvaluationSummary = {
  metrics: [
    { id: "map", label: "mAP", definition: 'Mean of "AP", over queries', value: 0.1 + 0.2, low: 0.25, high: 0.375 },
    { id: "mu_ap", label: "µAP", definition: "Over all pairs", value: null, low: null, high: null },
  ],
  context: {
    dataset: "=chairs, old",
    checkpoint: { id: "c1", name: "Line art", sha256: "ab".repeat(32) },
    recipe: plainRanking,
    counts: { queries: 12, gallery: 340 },
    date: "2026-01-02T03:04:05.000Z",
    notes: ["Two queries\nwithout a vector", "seen"],
  },
};

/** Lines of a CSV as records of its header. */
function recordsOf(csv: string): Record<string, string>[] {
  const faults: TextFault[] = [];
  const [header, ...lines] = [...readCsv(csv, faults)].map(({ cells }) => cells);
  expect(faults).toEqual([]);
  return lines.map((cells) => {
    expect(cells).toHaveLength(header!.length);
    return Object.fromEntries(header!.map((name, i) => [name, cells[i]!]));
  });
}

describe("an evaluation's files", () => {
  it("come back from JSON as they were", () => {
    expect(parseEvaluationFile(JSON.parse(evaluationJson(summary)), "a.json")).toEqual(summary);
  });

  it("come back from CSV, each line with all that it was measured on", () => {
    const [first, second] = recordsOf(evaluationCsv(summary));
    expect(first).toMatchObject({ metric: "map", label: "mAP", definition: 'Mean of "AP", over queries' });
    expect(Number(first!["value"])).toBe(0.1 + 0.2);
    expect([first!["low"], first!["high"]]).toEqual(["0.25", "0.375"]);
    expect(JSON.parse(first!["recipe_json"]!)).toEqual(plainRanking);
    for (const line of [first, second]) {
      expect(line).toMatchObject({
        checkpoint: "c1",
        checkpoint_sha256: "ab".repeat(32),
        queries: "12",
        gallery: "340",
      });
      expect(line).toMatchObject({ notes: "Two queries\nwithout a vector; seen", date: "2026-01-02T03:04:05.000Z" });
    }
    expect(second).toMatchObject({ metric: "mu_ap", value: "", low: "", high: "" });
  });

  it("keep a name that begins like a formula from being one in a spreadsheet", () => {
    expect(recordsOf(evaluationCsv(summary))[0]!["dataset"]).toBe("'=chairs, old");
  });

  it("are refused with the fields that are wrong, and another schema", () => {
    const written = JSON.parse(evaluationJson(summary)) as { context: object };
    expect(() => parseEvaluationFile({ ...written, schema: 2 }, "a.json")).toThrow(/a.json: .*schema/);
    const context = { ...written.context, counts: { queries: "12" } };
    expect(() => parseEvaluationFile({ ...written, context }, "a.json")).toThrow(/context.counts.queries/);
  });
});

describe("the table of queries", () => {
  const row: QueryTableRow = {
    query: "q/a, b.png",
    identity: "a",
    relevant: 3,
    ranks: [2, 5],
    values: { average_precision: 0.3, hit_at_1: 0 },
    best: [
      { path: "g/x.png", score: -0.25, isRelevant: false },
      { path: "g/y.png", score: -0.5, isRelevant: true },
    ],
  };

  it("has a line a query, with ranks from 1 and its best hits", () => {
    expect(recordsOf(queryTableCsv([row], 2))).toEqual([
      {
        ...{ query: "q/a, b.png", identity: "a", relevant: "3", first_match_rank: "2", ranks: "2 5" },
        ...{ average_precision: "0.3", hit_at_1: "0" },
        ...{ hit_1: "g/x.png", hit_1_score: "-0.25", hit_1_relevant: "0" },
        ...{ hit_2: "g/y.png", hit_2_score: "-0.5", hit_2_relevant: "1" },
      },
    ]);
  });

  it("leaves cells empty where there is nothing to find, and where a list ends sooner", () => {
    const empty = { ...row, relevant: 0, ranks: [], values: { average_precision: NaN, hit_at_1: null }, best: [] };
    expect(recordsOf(queryTableCsv([row, empty], 1))[1]).toMatchObject({
      ...{ first_match_rank: "", average_precision: "", hit_at_1: "", ranks: "", hit_1: "", hit_1_relevant: "" },
    });
  });
});
