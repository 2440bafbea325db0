import { describe, expect, it } from "vitest";

import { bestValue } from "./bestValue";
import { curvesCsv, curvesJson } from "./curvesFile";
import { RunCurves } from "./runCurves";
import type { StepEvent, TrainingEvent, ValidationEvent } from "./trainingEvent";

const started: TrainingEvent = {
  kind: "started",
  time: 100,
  run: "r",
  recipe: "tiny",
  device: "CPU",
  worldSize: 1,
  items: 8,
  identities: 2,
  steps: 100,
  stepsPerEpoch: 10,
};

function step(number: number, time: number, total: number | null): StepEvent {
  const losses = { total };
  return {
    kind: "step",
    time,
    step: number,
    epoch: number / 10,
    learningRate: 0.1,
    losses,
    gradNorm: 1,
    imagesPerSecond: 5,
    memoryBytes: null,
  };
}

function validation(number: number, time: number, mAP: number | null): ValidationEvent {
  const probes = [{ query: "a.png", ranking: [{ path: "b.png", score: 0.5, isRelevant: true }] }];
  return { kind: "validation", time, step: number, metrics: { mAP }, probes };
}

describe("RunCurves", () => {
  it("drops what lies after the step that a run was resumed from", () => {
    const curves = new RunCurves();
    curves.add([started, step(10, 110, 3), validation(10, 111, 0.1), step(20, 120, 2), validation(20, 121, 0.2)]);
    curves.add([{ kind: "resumed", time: 500, step: 10 }, step(11, 501, 2.9)]);
    expect([...curves.steps.axis("step")]).toEqual([10, 11]);
    expect([...curves.steps.values("loss/total")]).toEqual([3, 2.9]);
    expect([...curves.validations.axis("step")]).toEqual([10]);
    expect(curves.probes.map((moment) => moment.step)).toEqual([10]);
    expect(curves.notes.map(({ kind }) => kind)).toEqual(["resumed"]);
  });

  it("counts no time between a stop and the resuming", () => {
    const curves = new RunCurves();
    curves.add([started, step(10, 110, 3), { kind: "stopped", time: 111, step: 10 }]);
    curves.add([{ kind: "resumed", time: 500, step: 10 }, step(11, 501, 2.9)]);
    expect([...curves.steps.axis("elapsed")]).toEqual([10, 11]);
    expect([...curves.steps.axis("time")]).toEqual([110, 501]);
  });

  it("keeps a gap where a loss was not told, and for a name that comes later", () => {
    const curves = new RunCurves();
    curves.add([step(1, 1, 3), step(2, 2, null), { ...step(3, 3, 1), losses: { center: 7 } }]);
    expect([...curves.steps.values("loss/total")]).toEqual([3, NaN, NaN]);
    expect([...curves.steps.values("loss/center")]).toEqual([NaN, NaN, 7]);
  });

  it("gives the place of an overtaken step to the one told later", () => {
    const curves = new RunCurves();
    curves.add([step(1, 1, 3), step(2, 2, 4), step(2, 3, 5)]);
    expect([...curves.steps.values("loss/total")]).toEqual([3, 5]);
  });

  it("finds the best value, not the last: the least of a loss, the most of a metric", () => {
    const curves = new RunCurves();
    curves.add([step(1, 1, 3), step(2, 2, 1), step(3, 3, 2)]);
    curves.add([validation(1, 1, 0.5), validation(2, 2, 0.9), validation(3, 3, 0.9)]);
    expect(bestValue(curves.steps, "loss/total")).toEqual({ value: 1, step: 2 });
    expect(bestValue(curves.validations, "metric/mAP")).toEqual({ value: 0.9, step: 2 });
    expect(bestValue(curves.validations, "metric/none")).toBeNull();
  });

  it("writes every number as CSV and JSON, and no formula", () => {
    const curves = new RunCurves();
    curves.add([started, step(1, 101, 3), validation(1, 102, 0.5)]);
    const runs = [{ id: "r", name: '=1+1,"x"', curves }];
    const lines = curvesCsv(runs).trimEnd().split("\n");
    expect(lines).toContain('r,"\'=1+1,""x""",loss/total,1,0.1,1,101,3');
    expect(lines).toContain('r,"\'=1+1,""x""",metric/mAP,1,0.1,2,102,0.5');
    expect(lines).toHaveLength(1 + 5);
    const parsed = JSON.parse(curvesJson(runs)) as { runs: { steps: { curves: Record<string, unknown> } }[] };
    expect(parsed.runs[0]?.steps.curves).toMatchObject({ "loss/total": [3], "memory (GB)": [null] });
  });
});
