import { describe, expect, it } from "vitest";

import { panRange, wholeRange, zoomRange } from "./axisRange";
import { axisText, numberText } from "./axisText";
import { DrawnCurves } from "./drawnCurves";
import { figureTicks } from "./figureTicks";
import { drawPanel, type PanelLine, pointAt } from "./panelDrawing";
import { panelFigure } from "./panelFigure";
import { RunCurves } from "./runCurves";

const view = { range: null, isAxisLog: false, isValueLog: false, isClipped: false };

function drawnOf(steps: number, lossOf: (step: number) => number): DrawnCurves {
  const curves = new RunCurves();
  const common = { kind: "step", learningRate: 1, gradNorm: 1, imagesPerSecond: 1, memoryBytes: 1 } as const;
  for (let step = 1; step <= steps; step++) {
    curves.add([{ ...common, time: step, step, epoch: step, losses: { total: lossOf(step) } }]);
  }
  return new DrawnCurves(curves);
}

function lineOf(drawn: DrawnCurves, weight: number): PanelLine {
  const curve = drawn.curve("loss/total", "step", weight);
  if (curve === null) throw new Error("the run tells its loss");
  return { id: "r", label: "a < b", color: "#112233", curve, isSmoothed: weight > 0 };
}

describe("ranges of an axis", () => {
  it("keeps the place that is zoomed at, and comes back the way it went, on both scales", () => {
    for (const isLog of [false, true]) {
      const near = zoomRange([1, 100], 0.5, 10, isLog);
      expect(near[0]).toBeLessThan(10);
      const back = zoomRange(near, 2, 10, isLog);
      expect(back[0]).toBeCloseTo(1);
      expect(back[1]).toBeCloseTo(100);
      const moved = panRange(panRange([1, 100], 0.25, isLog), -0.25, isLog);
      expect(moved[0]).toBeCloseTo(1);
    }
  });

  it("shows all curves, room around a single point, and something where there is none", () => {
    const { curve } = lineOf(
      drawnOf(9, () => 1),
      0,
    );
    expect(wholeRange([curve], false)).toEqual([1, 9]);
    const single = lineOf(
      drawnOf(1, () => 1),
      0,
    ).curve;
    expect(wholeRange([single], false)).toEqual([0.5, 1.5]);
    expect(wholeRange([], true)).toEqual([1, 10]);
  });
});

describe("drawPanel", () => {
  it("takes every spike into the range of values, unless it is asked to clip", () => {
    const line = lineOf(
      drawnOf(5000, (step) => (step === 2500 ? 1e6 : step % 7)),
      0.9,
    );
    expect(drawPanel([line], view, 200).values).toMatchObject({ least: 0, most: 1e6, clipped: 0 });
    const clipped = drawPanel([line], { ...view, isClipped: true }, 200).values;
    expect(clipped).toMatchObject({ least: 0, most: 6, clipped: 1, clippedFrom: 2500 });
  });

  it("finds the point under the cursor, the last one before it", () => {
    const { curve } = lineOf(
      drawnOf(5, (step) => (step === 3 ? NaN : step * 10)),
      0,
    );
    expect(pointAt(curve, 3.7)).toEqual({ place: 2, value: 20, smoothed: 20 });
    expect(pointAt(curve, -1)?.value).toBe(10);
  });

  it("draws 100 runs of 100,000 points without going over every point", () => {
    const drawn = drawnOf(100_000, (step) => 1 / step);
    const lines = Array.from({ length: 100 }, () => lineOf(drawn, 0.6));
    drawPanel(lines, view, 600);
    const times = Array.from({ length: 5 }, () => {
      const began = performance.now();
      drawPanel(lines, { ...view, range: [20_000, 60_000] }, 600);
      return performance.now() - began;
    });
    // 40 ms on two busy cores; the bound only catches work that goes over every point again, every time.
    expect(Math.min(...times)).toBeLessThan(400);
  });
});

describe("panelFigure", () => {
  it("writes the panels, their legend and what was clipped, with texts escaped", () => {
    const line = lineOf(
      drawnOf(3000, (step) => (step === 7 ? 1e9 : step % 5)),
      0.5,
    );
    const svg = panelFigure([{ title: "loss/total", lines: [line] }], "step", { ...view, isClipped: true });
    expect(svg).toContain("loss/total");
    expect(svg).toContain("a &lt; b");
    expect(svg).toContain("1 outliers lie outside");
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it("writes a frame without a line for runs that told nothing", () => {
    expect(panelFigure([{ title: "mAP", lines: [] }], "epoch", view)).toContain("epoch");
  });
});

describe("texts of axes", () => {
  it("prints four digits that count, with a true minus", () => {
    expect([0.00012345, 1234567, -0.5, 0, 3.2e9, 1e-7, NaN].map(numberText)).toEqual([
      "0.0001234",
      "1,234,567",
      "−0.5",
      "0",
      "3.2e9",
      "1e−7",
      "–",
    ]);
  });

  it("prints training time in its two largest units", () => {
    expect([5, 65, 7380].map((seconds) => axisText("elapsed", seconds))).toEqual(["5 s", "1:05 min", "2:03 h"]);
  });

  it("ticks at round places, and at powers of ten on a logarithmic axis", () => {
    expect(figureTicks([0, 1], false, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(figureTicks([0.02, 5000], true, 5)).toEqual([0.1, 1, 10, 100, 1000]);
  });
});
