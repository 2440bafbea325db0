import { readFileSync } from "node:fs";

import { unzipSync } from "fflate";

import { tinyCheckpoint } from "./fixtures/tinyCheckpoint";
import { readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";
import { type FolderFiles, offerFolder } from "./userFolder";

const { gallery } = readSample();

/** Copy detection in small: twelve references, and the first three again as queries. */
function copies(): FolderFiles {
  const files: Record<string, string> = {};
  const lines = ["query_id,reference_id"];
  for (const [place, { itemId }] of gallery.slice(0, 12).entries()) {
    const picture = sampleFile(itemId).toString("base64");
    const reference = `R${String(place).padStart(6, "0")}`;
    files[`references/${reference}.webp`] = picture;
    if (place >= 3) continue;
    files[`queries/Q0000${place}.webp`] = picture;
    lines.push(`Q0000${place},${reference}`);
  }
  files["ground_truth.csv"] = Buffer.from(`${lines.join("\n")}\n`).toString("base64");
  return files;
}

test("two checkpoints are compared on one set, and every challenge's file is written and read back", async ({
  openStudio,
}) => {
  test.setTimeout(180_000);
  const page = await openStudio("/?page=library");
  await offerFolder(page, "copies", copies());
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await page.getByRole("button", { name: "Import 15 items" }).click();

  await page.getByRole("link", { name: "Checkpoints" }).click();
  await offerFolder(page, "tiny", tinyCheckpoint());
  await page.getByRole("button", { name: "Choose its folder" }).click();
  await page.getByRole("button", { name: "Add views to Tiny test network…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add as a checkpoint" }).click();
  for (const name of [/Tiny test network, mirrored/, /^Tiny test network(?!,)/]) {
    await page.getByRole("link", { name: "Checkpoints" }).click();
    await page.getByRole("row", { name }).first().getByRole("button", { name: "Embed copies" }).click();
    await expect(page.getByRole("article", { name }).first().getByText("15 embedded")).toBeVisible();
  }

  await page.getByRole("tab", { name: "Evaluate" }).click();
  await page.getByRole("button", { name: "Evaluate on this data set" }).click();
  const table = page.getByRole("table", { name: "Evaluations" });
  const embeddings = page.getByRole("combobox", { name: "Embeddings" });
  const evaluate = page.getByRole("button", { name: "Evaluate", exact: true });
  await evaluate.click();
  await expect(table.getByRole("row")).toHaveCount(2);
  // The other checkpoint alone, then both fused.
  await embeddings.focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option").nth(1).click();
  await page.keyboard.press("Escape");
  await evaluate.click();
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(table.getByRole("row").nth(1)).toContainText(" + ");
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(page.getByRole("table", { name: "Wins and losses" })).toContainText("mAP@10");
  // The tiny network sees little: many references tie, and ties stand by the lower row.
  await expect(page.getByText("Only B right: 0")).toBeVisible();
  await page.getByText(/^Both wrong: \d/).click();
  await expect(page.getByRole("list", { name: "Compared queries" }).getByRole("listitem").first()).toContainText(
    "Q0000",
  );

  const exported = async (item: string): Promise<Buffer> => {
    const download = page.waitForEvent("download");
    await table.getByRole("button", { name: "Export this evaluation" }).first().click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
    return readFileSync(await (await download).path());
  };
  const csv = (await exported("ISC21: predictions (CSV)")).toString().trim().split("\n");
  expect(csv[0]).toBe("query_id,reference_id,score");
  expect(csv).toHaveLength(1 + 3 * 10);
  expect(csv[1]).toMatch(/^Q00000,R0000\d\d,/);
  const arrays = unzipSync(await exported("ISC21: predictions (npz)"));
  expect(Object.keys(arrays).toSorted()).toEqual(["query_ids.npy", "reference_ids.npy", "scores.npy"]);
  const digix = (await exported("DIGIX: submission.csv")).toString().trim().split("\n");
  expect(digix).toHaveLength(3);
  expect(digix[1]).toMatch(/^Q00001\.webp,\{R\d{6}\.webp(,R\d{6}\.webp){9}\}$/);
  const dira = await exported("DIRA: result.npy");
  const ranks = new BigInt64Array(
    dira.buffer.slice(dira.byteOffset + dira.length - 3 * 10 * 8, dira.byteOffset + dira.length),
  );
  expect([...ranks].every((place) => place >= 0n && place < 12n)).toBe(true);
  // All files tell the same first hits.
  const firstHits = [0, 10, 20].map((place) => `R${String(ranks[place]).padStart(6, "0")}`);
  expect([1, 11, 21].map((line) => csv[line]?.split(",")[1])).toEqual(firstHits);
  expect(digix.map((line) => /\{(R\d{6})/.exec(line)?.[1])).toEqual(firstHits);
  const metrics = JSON.parse((await exported("Metrics (JSON)")).toString()) as {
    metrics: { id: string; value: number }[];
  };
  expect(metrics.metrics.find(({ id }) => id === "rank-1")?.value).toBeCloseTo(
    firstHits.filter((name, query) => name === `R00000${query}`).length / 3,
    12,
  );
});
