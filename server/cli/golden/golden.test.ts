import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { root } from "../../checkout";
import { compareOutputs } from "./comparison";
import { type GoldenFile, readGoldenFiles } from "./goldenFile";
import { findUntried, type GoldenResult, runInTypescript } from "./goldenResult";

const reference = join(root, "src/contracts/golden/reference");

/** Two pixels to one: 10 and 30 average to 20. */
function boxFile(expected: number): GoldenFile {
  const array = (shape: number[], data: number[]): unknown => ({ shape, data });
  const half = {
    name: "half",
    inputs: { image_hwc_uint8: array([1, 2], [10, 30]) },
    params: { out_h: 1, out_w: 1 },
    outputs: { box: array([1, 1], [expected]) },
  };
  return { name: "resize_pil", tolerance: { abs: 1, rel: 0 }, cases: [half] };
}

describe("readGoldenFiles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "golden-"));
    writeFileSync(join(folder, "resize_pil.json"), JSON.stringify(boxFile(20)));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("reads the project's own copy", () => {
    expect(readGoldenFiles(reference, ["*"]).length).toBeGreaterThan(50);
    expect(readGoldenFiles(reference, ["resize_p*", "layer_gem"]).map((file) => file.name)).toEqual([
      "layer_gem",
      "resize_pad",
      "resize_pil",
    ]);
  });

  it("reads a file once, however many patterns match it", () => {
    expect(readGoldenFiles(folder, ["*", "resize_pil", "r*l"])).toHaveLength(1);
  });

  it("says which names found nothing, and what is there", () => {
    expect(() => readGoldenFiles(folder, ["resize_pil", "loss_*"])).toThrow(/named loss_\* in .*; found resize_pil/);
    expect(() => readGoldenFiles(join(folder, "nowhere"), ["*"])).toThrow(/expected a folder of golden files/);
  });

  it("names every file that is none of ours", () => {
    writeFileSync(join(folder, "a.json"), "{");
    writeFileSync(join(folder, "b.json"), "[]");
    expect(() => readGoldenFiles(folder, ["*"])).toThrow(/a\.json: expected JSON.*\n.*b\.json: expected \{cases/);
  });
});

describe("runInTypescript", () => {
  it("passes what is within tolerance and tells what is not", async () => {
    expect(await runInTypescript(boxFile(21))).toMatchObject({ passed: 1, total: 1, failures: [] });
    const failed = await runInTypescript(boxFile(22));
    expect(failed).toMatchObject({ passed: 0, total: 1 });
    expect(failed?.failures[0]).toEqual({ case: "half", message: "box[0]: expected 22, found 20" });
  });

  it("passes every case of the reference that it implements", async () => {
    const files = readGoldenFiles(reference, ["resize_*", "normalize_*"]);
    const results = (await Promise.all(files.map(runInTypescript))).filter((result) => result !== null);
    expect(results.map(({ file, passed, failures }) => [file, passed, failures])).toEqual([
      ["normalize_imagenet", 3, []],
      ["resize_pil", 20, []],
      ["resize_torchvision", 18, []],
    ]);
  });

  it("knows files that it does not implement", async () => {
    expect(await runInTypescript({ ...boxFile(20), name: "loss_center" })).toBeNull();
  });
});

describe("compareOutputs", () => {
  const tolerance = { abs: 0.1, rel: 0.01 };
  const computed = new Map([["y", { shape: [2], data: [100, 1] }]]);

  it("allows the absolute and the relative part together", () => {
    expect(compareOutputs(computed, { y: { shape: [2], data: [101, 1] } }, tolerance)).toBeNull();
    expect(compareOutputs(computed, { y: { shape: [2], data: [102, 1] } }, tolerance)).toMatch(
      /expected 102, found 100/,
    );
  });

  it("refuses other shapes, missing outputs and values that are no numbers", () => {
    expect(compareOutputs(computed, { y: { shape: [1, 2], data: [100, 1] } }, tolerance)).toMatch(/shape \[1,2\]/);
    expect(compareOutputs(computed, { z: { shape: [1], data: [1] } }, tolerance)).toMatch(/z: not computed/);
    const broken = new Map([["y", { shape: [2], data: [NaN, 1] }]]);
    expect(compareOutputs(broken, { y: { shape: [2], data: [100, 1] } }, tolerance)).toMatch(/found NaN/);
  });

  it("compares plain JSON: numbers within the tolerance, all else exactly, names in any order", () => {
    const found = new Map([["y", [{ id: "a", distance: 100, none: null }]]]);
    const difference = (y: unknown): string | null => compareOutputs(found, { y }, tolerance);
    expect(difference([{ none: null, distance: 101, id: "a" }])).toBeNull();
    expect(difference([{ id: "a", distance: 102, none: null }])).toBe("y.0.distance: expected 102, found 100");
    expect(difference([{ id: "b", distance: 100, none: null }])).toBe('y.0.id: expected "b", found "a"');
    expect(difference([{ id: "a", distance: 100 }])).toBe("y.0: expected {distance,id}, found {distance,id,none}");
    expect(difference([])).toBe("y: expected a list of 0, found a list of 1");
  });
});

describe("findUntried", () => {
  const file = { ...boxFile(20), cases: [boxFile(20).cases[0]!, { ...boxFile(20).cases[0]!, name: "other" }] };
  const result: GoldenResult = {
    file: "resize_pil",
    implementation: "a",
    passed: 1,
    total: 1,
    failures: [],
    cases: ["half"],
  };

  it("names the cases that nothing tried, as failed", () => {
    expect(findUntried(file, [result])).toMatchObject({
      implementation: "none",
      passed: 0,
      total: 1,
      failures: [{ case: "other", message: "nothing implements it" }],
    });
    expect(findUntried(file, [])?.total).toBe(2);
  });

  it("is content when implementations together try all, or one says that it tries all", () => {
    expect(findUntried(file, [result, { ...result, cases: ["other"] }])).toBeNull();
    expect(findUntried(file, [{ ...result, total: 2, cases: undefined }])).toBeNull();
  });
});
