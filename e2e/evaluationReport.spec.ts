import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import { expect, test } from "@playwright/test";

import { type EvaluationReport, evaluationReport } from "../src/core/export/evaluationReport";
import type { ReportedHit, ReportedQuery } from "../src/core/export/reportedQuery";
import { figureSvg } from "../src/core/figures/figureSvg";
import { rankPresets } from "../src/core/ranking/rankPresets";
import { recipeSentences } from "../src/core/ranking/recipeSentences";

/** A drawing as wide or as tall as pictures come, with a number in it. */
function picture(number: number): string {
  const [width, height] = number % 3 === 0 ? [300, 120] : [160, 240];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect x="3" y="3" width="${width - 6}" height="${height - 6}" fill="none" stroke="#000" stroke-width="3"/><circle cx="${width / 2}" cy="${height / 2}" r="${20 + (number % 30)}" fill="none" stroke="#000" stroke-width="4"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function hit(place: number): ReportedHit {
  const verdict = place % 4 === 3 ? "wrong" : "right";
  const path = `patent_data/I20180102/USD08065${place}-20180102/USD08065${place}-20180102-D0000${place}.png`;
  const note = place === 3 ? "Another lamp with the same foot." : "";
  return { path, identity: `USD08065${place}`, score: 0.95 - place / 30, verdict, picture: picture(place), note };
}

function query(place: number): ReportedQuery {
  const hits = Array.from({ length: 10 }, (_, i) => hit(i));
  const outcome = "Average precision 0.7341, first match at rank 1, 7 of 9 found among the first ten.";
  return { path: `q/${place}.png`, identity: "USD0806500", picture: picture(place + 9), outcome, note: "", hits };
}

const dira = rankPresets.find(({ name }) => name === "dira-test")!;
const report: EvaluationReport = {
  title: "Design patents: α-QE against the plain ranking",
  date: "2 January 2026",
  author: "Ada",
  summary: "Why this was measured, in the author's own words.\n\nA second paragraph of it.",
  dataset: "design patents, 2007",
  counts: [
    { label: "Queries", count: 1312 },
    { label: "Gallery items", count: 4310 },
  ],
  checkpoints: [{ name: "Line art, 384", id: "line-art-384", sha256: "0123456789abcdef".repeat(4) }],
  settings: [{ label: "A match is", text: "an item of the same identity" }],
  recipe: { title: dira.title, steps: recipeSentences(dira) },
  metrics: ["mAP", "Rank-1", "Rank-5", "Rank-10", "mINP"].map((label, i) => ({
    ...{ id: label, label, value: 0.5 + i / 15, low: 0.48 + i / 15, high: 0.52 + i / 15 },
    definition: "The mean over queries of what this metric says of each, in a sentence or two that tell it exactly.",
  })),
  intervals: "Intervals: 95 %, bootstrap over queries, 1,000 draws.",
  plots: [
    {
      svg: figureSvg(
        {
          ...{ title: "Cumulative matches", xLabel: "rank", yLabel: "share of queries" },
          ...{ xRange: [1, 10], yRange: [0, 1], bars: [] },
          lines: [{ label: "α-QE", color: "#4269d0", x: [1, 2, 5, 10], y: [0.5, 0.67, 0.83, 0.91] }],
        },
        { width: 560, height: 260 },
      ),
      caption: "Share of queries with a right hit among the first ranks.",
    },
  ],
  queries: [1, 2, 3, 4].map(query),
  queriesNote: "Chosen by Ada.",
  notes: ["12 queries have no vector and are not counted."],
};

test("a report opens from the disk, asks nothing, and prints on A4 with two queries a page", async ({ page }, info) => {
  const path = info.outputPath("report.html");
  await writeFile(path, evaluationReport(report));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url().slice(0, 40)));
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  const address = pathToFileURL(path).href;
  await page.goto(address);
  expect(asked.filter((url) => !url.startsWith("data:image/"))).toEqual([address.slice(0, 40)]);
  expect(complaints).toEqual([]);

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(report.title);
  await expect(page.getByRole("row")).toHaveCount(6);
  await expect(page.getByRole("img", { name: /^Hit 4, / }).first()).toBeVisible();
  const pictures = await page
    .locator("img")
    .evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth));
  expect(pictures).toHaveLength(44);
  expect(pictures.every((width) => width > 0)).toBe(true);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1100, height: 1400 });
  await page.screenshot({ path: info.outputPath("report.png"), fullPage: true });

  const pdf = await page.pdf({ preferCSSPageSize: true, path: info.outputPath("report.pdf") });
  const text = pdf.toString("latin1");
  const sizes = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, w, h]) => [Number(w), Number(h)]);
  // One for the metrics, one for the plot, and two or three for four queries.
  expect(sizes.length).toBeGreaterThanOrEqual(4);
  expect(sizes.length).toBeLessThanOrEqual(5);
  for (const [width, height] of sizes) {
    expect(width).toBeCloseTo(595, -1);
    expect(height).toBeCloseTo(842, -1);
  }
});
