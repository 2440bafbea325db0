import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import type { Page } from "@playwright/test";

import { parseLedger } from "../src/contracts/decisionLedger";
import { readSample } from "./sample";
import { expect, test } from "./studio";

/** Evaluates the sample plainly and shows where it fails. */
async function openReview(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Evaluate", exact: true }).click();
  await expect(page.getByRole("table", { name: "Evaluations" }).getByRole("row")).toHaveCount(2, { timeout: 120_000 });
  await page.getByRole("tab", { name: "Failures" }).click();
  await expect(page.getByRole("list", { name: "Queries" }).getByRole("listitem").first()).toContainText("AP");
}

/** Where a file that is saved lies. */
async function savedBy(page: Page, save: () => Promise<void>): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent("download", { timeout: 60_000 });
  await save();
  const file = await download;
  return { path: await file.path(), name: file.suggestedFilename() };
}

async function writeNote(page: Page, note: string): Promise<void> {
  await page.keyboard.press("n");
  await page.keyboard.type(note);
  await page.keyboard.press("Enter");
}

test("failures are noted, decided, and handed on as a report and a ledger", async ({ openStudio, browser }, info) => {
  test.setTimeout(240_000);
  const page = await openStudio("/?page=evaluate");
  await openReview(page);
  const rows = page.getByRole("list", { name: "Queries" }).getByRole("listitem");
  const decisions = page.getByRole("group", { name: "Decisions" });
  await expect(decisions).toContainText("0 decisions");

  await writeNote(page, "Jack sees <another> leg.");
  await page.keyboard.press("r");
  await expect(rows.first().getByRole("button", { name: "Show in the report" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.keyboard.press("s");
  await expect(decisions).toContainText("1 decision in");
  await expect(rows.first().getByRole("status")).toContainText("same, by me");
  await page.keyboard.press("j");
  await writeNote(page, "Round foot.");
  await page.keyboard.press("r");
  await page.keyboard.press("d");
  await expect(rows.nth(1).getByRole("img", { name: /decided: different/ })).toBeVisible();
  await page.keyboard.press("d");
  await expect(decisions).toContainText("3 decisions");
  await page.keyboard.press("u");
  await expect(decisions).toContainText("2 decisions");
  await expect(page.getByText("(2 chosen)")).toBeVisible();
  await page.screenshot({ path: info.outputPath("review.png"), fullPage: true });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: info.outputPath("review-dark.png"), fullPage: true });

  const ledger = await savedBy(page, () => decisions.getByRole("button", { name: "Export (.jsonl)" }).click());
  const text = readFileSync(ledger.path, "utf8");
  const entries = parseLedger(text, ledger.name);
  expect(entries.map(({ kind }) => kind)).toEqual(["same", "different", "different", "undo"]);
  const sha256 = entries[0]?.checkpoint?.sha256 ?? "";
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);

  await page.getByRole("button", { name: "Export this evaluation" }).click();
  const report = await savedBy(page, () => page.getByRole("menuitem", { name: "Report (HTML, to print)" }).click());
  expect(report.name).toMatch(/ report\.html$/);
  const path = info.outputPath("report.html");
  await copyFile(report.path, path);
  const reader = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
  await reader.goto(pathToFileURL(path).href);
  await expect(reader.getByText("2 of 2,584 queries, chosen in the review")).toBeVisible();
  for (const shown of ["Jack sees <another> leg.", "Round foot.", `sha256 ${sha256}`, "by me: shows the same."]) {
    await expect(reader.getByText(shown)).toBeVisible();
  }
  await expect(reader.getByRole("row", { name: /^mAP 0\.\d{4} 0\.\d{4} to 0\.\d{4}/ })).toBeVisible();
  await expect(reader.locator("figure")).toHaveCount(3);
  const widths = await reader
    .locator("img")
    .evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth));
  expect(widths).toHaveLength(22);
  expect(widths.every((width) => width > 0)).toBe(true);
  await reader.screenshot({ path: info.outputPath("report.png"), fullPage: true });
  await reader.close();

  // In the order of a challenge's lists, here both from the last to the first.
  const list = readSample()
    .gallery.map(({ itemId }) => itemId)
    .reverse()
    .join("\n");
  const result = await savedBy(page, async () => {
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Export this evaluation" }).click();
    await page.getByRole("menuitem", { name: "DIRA: in the order of the challenge’s lists…" }).click();
    const lists = ["test_queries.txt", "test_database.txt"];
    const files = lists.map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(list) }));
    await (await choosing).setFiles(files);
  });
  expect(result.name).toBe("result.npy");
  expect(readFileSync(result.path).subarray(0, 128).toString("latin1")).toContain("'shape': (2584, 10)");

  // All of it is there at the next visit; a ledger that is taken in again changes nothing.
  await page.reload();
  await openReview(page);
  await expect(page.getByText("(2 chosen)")).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Note to / })).toHaveValue("Jack sees <another> leg.");
  const file = { name: "again.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(text) };
  await page.locator('input[type="file"][accept*="jsonl"]').setInputFiles(file);
  await expect(decisions).toContainText("2 decisions");
});

test("the review scrolls to the query it comes to, and its keys are on the sheet", async ({ openStudio }) => {
  const page = await openStudio("/?page=evaluate");
  await openReview(page);
  for (let at = 0; at < 12; at++) await page.keyboard.press("j");
  await expect(page.locator("[aria-current].ranked-query")).toBeInViewport({ ratio: 0.9 });
  await expect(page.getByRole("listitem").filter({ has: page.locator("[aria-current].ranked-query") })).toHaveAttribute(
    "aria-posinset",
    "13",
  );
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Review of failures");
});
