import { basename } from "node:path";

import type { Page } from "@playwright/test";

import { readCsv } from "../src/core/dataset/csv";
import { estimateMetrics } from "../src/core/metrics/estimateMetrics";
import { packJudged } from "../src/core/metrics/judgedQueries";
import { judgeScores } from "../src/core/metrics/judgeScores";
import { estimateOf } from "../src/core/metrics/metricEstimates";
import type { Ranking } from "../src/core/ranking/ranking";
import { dropPicture, readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";

const { gallery, queries } = readSample();
const rowOf = new Map(gallery.map(({ itemId }, row) => [itemId as string, row]));
const identities = gallery.map(({ identity }) => identity);

test("finds the held-back queries better than raw pixels and HOG do", async ({ openStudio, harnessUrl, context }) => {
  test.setTimeout(300_000);
  expect(queries).toHaveLength(40);

  const page = await openStudio();
  const network: Ranking[] = [];
  for (const { itemId } of queries) {
    await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
    await dropPicture(page, basename(itemId), sampleFile(itemId));
    await expect(page.getByRole("grid", { name: "Ranked hits" })).toBeVisible();
    network.push(await exportedRanking(page));
    await page.getByRole("button", { name: "New search" }).click();
  }

  const harness = await context.newPage();
  await harness.goto(harnessUrl);
  const urlOf = ({ itemId }: { itemId: string }): string => `/sample/${encodeURI(itemId)}`;
  const baselines = await harness.evaluate(
    ([galleryUrls, queryUrls]) => window.studio.rankByBaselines(galleryUrls, queryUrls),
    [gallery.map(urlOf), queries.map(urlOf)] as const,
  );

  const judged = {
    network: await judge(network),
    pixels: await judge(baselines.pixels.map(toRanking)),
    hog: await judge(baselines.hog.map(toRanking)),
  };
  console.log(`held-back queries: ${queries.length}, gallery: ${gallery.length} drawings`);
  for (const [name, { rank1, mAP }] of Object.entries(judged)) {
    console.log(`${name.padEnd(8)} rank-1 ${(100 * rank1).toFixed(1)} %  mAP ${(100 * mAP).toFixed(1)} %`);
  }
  for (const baseline of [judged.pixels, judged.hog]) {
    expect(judged.network.rank1).toBeGreaterThan(baseline.rank1);
    expect(judged.network.mAP).toBeGreaterThan(baseline.mAP);
  }
});

/** The whole ranking, as the studio hands it to its user. */
async function exportedRanking(page: Page): Promise<Ranking> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  const [header, ...records] = [...readCsv(Buffer.concat(chunks).toString("utf8"), [])].map(({ cells }) => cells);
  const column = (name: string): number => header?.indexOf(name) ?? -1;
  const rows = records.map((cells) => rowOf.get(cells[column("path")] ?? "") ?? -1);
  return toRanking({ rows, scores: records.map((cells) => Number(cells[column("score")])) });
}

function toRanking({ rows, scores }: { rows: number[]; scores: number[] }): Ranking {
  return { rows: Uint32Array.from(rows), scores: Float32Array.from(scores) };
}

async function judge(rankings: readonly Ranking[]): Promise<{ rank1: number; mAP: number }> {
  const numbers = new Map([...new Set(identities)].map((identity, number) => [identity, number]));
  const judged = rankings.map((ranking, position) => {
    expect(new Set(ranking.rows).size).toBe(gallery.length);
    const scores = new Float32Array(gallery.length);
    ranking.rows.forEach((row, rank) => (scores[row] = -rank)); // as it stands, ties included
    const wanted = queries[position]?.identity ?? "";
    const relevant = Uint32Array.from(identities.keys()).filter((row) => identities[row] === wanted);
    const judgement = {
      identity: numbers.get(wanted) ?? -1,
      relevant,
      ignored: new Uint32Array(),
      minScore: -Infinity,
    };
    return judgeScores(scores, judgement, 1);
  });
  const estimates = await estimateMetrics(packJudged(judged), {
    resamples: 0,
    seed: 0,
    pause: () => Promise.resolve(),
  });
  return { mAP: estimateOf(estimates, "mAP"), rank1: estimateOf(estimates, "rank-1") };
}
