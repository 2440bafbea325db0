// The first path, in a user's words: drop a drawing, browse matches.
import type { Page } from "@playwright/test";

import { makePdf } from "./fixtures/makePdf";
import { dropPicture, readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";

const { gallery, queries } = readSample();
const count = gallery.length.toLocaleString("en-US");

const ranked = (page: Page) => page.getByRole("grid", { name: "Ranked hits" });
const summary = (page: Page) => page.getByRole("status").filter({ hasText: "shown" });
const firstScores = (page: Page) => page.locator(".result-tile-score").first();

async function dropQuery(page: Page, position: number): Promise<void> {
  const { itemId } = queries[position]!;
  await dropPicture(page, `query ${position}.png`, sampleFile(itemId));
}

test("ranks the whole gallery for a dropped drawing, and says what ran @everywhere", async ({
  openStudio,
  backend,
}) => {
  const page = await openStudio();
  await expect(page.getByText(`${count} drawings in the gallery`)).toBeVisible();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  await expect(summary(page)).toHaveText(`${count} of ${count} shown, best first`);
  const status = page.getByRole("contentinfo");
  await expect(status).toContainText(backend === "webgpu" ? /WebGPU .*\(software\)/ : /WASM SIMD, \d+ threads?/);
  await expect(status).toContainText(/decode .* m?s, preprocess .* m?s, embed .* m?s, search .* m?s/);
});

test("says that threads are off on a page without isolation @unisolated", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("off: the page is not cross-origin isolated");
});

test("searches with a sample, then with one of its hits", async ({ openStudio }) => {
  const page = await openStudio();
  const samples = page.getByRole("region", { name: "Sample queries" }).getByRole("button");
  await expect(samples).toHaveCount(6);
  await samples.first().click();
  await expect(ranked(page)).toBeVisible();
  await ranked(page).getByRole("gridcell").nth(2).hover();
  await page.getByRole("button", { name: "Search with this" }).click();
  await expect(firstScores(page)).toHaveText("1.000");
});

test("pastes a picture, and takes one from the file picker", async ({ openStudio }) => {
  const page = await openStudio();
  await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
  const base64 = sampleFile(queries[1]!.itemId).toString("base64");
  await page.evaluate((base64) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer }));
  }, base64);
  await expect(page.getByText(/^pasted\.png/)).toBeVisible();
  await expect(ranked(page)).toBeVisible();

  await page.getByRole("button", { name: "New search" }).click();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /Drop a drawing/ }).click();
  await (
    await choosing
  ).setFiles({ name: "chosen.png", mimeType: "image/png", buffer: sampleFile(queries[2]!.itemId) });
  await expect(page.getByText(/^chosen\.png/)).toBeVisible();
  await expect(ranked(page)).toBeVisible();
});

test("turns, mirrors and crops the query, and takes each back", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  const before = await firstScores(page).textContent();

  await page.getByRole("button", { name: "Turn clockwise" }).click();
  await expect(page).toHaveURL(/;turn=1/);
  await expect(firstScores(page)).not.toHaveText(before ?? "");
  await page.getByRole("button", { name: "Mirror" }).click();
  await expect(page).toHaveURL(/;mirror/);
  await page.getByRole("button", { name: "Draw a crop box" }).click();
  await expect(page).toHaveURL(/;crop=/);
  const box = page.getByRole("group", { name: /Crop box: arrow keys move it/ });
  await box.focus();
  const cropped = page.url();
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(cropped);

  // The moved crop box, the box, the mirror, the turn.
  for (let step = 0; step < 4; step++) await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).not.toHaveURL(/turn|mirror|crop/);
  await expect(firstScores(page)).toHaveText(before ?? "");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(page).toHaveURL(/;turn=1/);
});

test("draws a crop box with the mouse", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  const picture = await page.getByRole("img", { name: /^Query picture/ }).boundingBox();
  const at = (x: number, y: number) => [picture!.x + x * picture!.width, picture!.y + y * picture!.height] as const;
  await page.mouse.move(...at(0.25, 0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.5), { steps: 4 });
  await page.mouse.move(...at(0.75, 0.75), { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/;crop=0\.2\d+,0\.2\d+,0\.7\d+,0\.7\d+/);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).not.toHaveURL(/crop/);
});

test("searches with the page of a PDF that was chosen", async ({ openStudio }) => {
  const page = await openStudio();
  await dropPicture(page, "sheets.pdf", Buffer.from(makePdf(12)));
  await expect(ranked(page)).toBeVisible();
  const chooser = page.getByRole("textbox", { name: "Page (1 to 12)" });
  await chooser.fill("3");
  await expect(page).toHaveURL(/;page=3/);
  await expect(chooser).toBeFocused();
  await expect(page.getByText("In reading this picture")).toBeVisible();
});

test("fuses several views, each with a weight, and tells which one a hit matched", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add a view" }).click();
  await (
    await choosing
  ).setFiles([
    { name: "second.png", mimeType: "image/png", buffer: sampleFile(queries[1]!.itemId) },
    { name: "third.png", mimeType: "image/png", buffer: sampleFile(queries[2]!.itemId) },
  ]);
  await expect(page.getByRole("button", { name: /^View 3/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator(".result-tile-view").first()).toHaveText(/view [123]/);
  await page.getByText("Mean", { exact: true }).click();
  await expect(page).toHaveURL(/fusion=mean/);
  await page.getByRole("slider", { name: "Weight of view 3" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/weight=0\.95/);
  await page.getByRole("button", { name: "Remove view 3" }).click();
  await expect(page.getByRole("button", { name: /^View 3/ })).toHaveCount(0);
});

test("refuses a ninth view and leaves the search as it was", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  const url = page.url();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add a view" }).click();
  const file = (at: number) => ({ name: `${at}.png`, mimeType: "image/png", buffer: sampleFile(queries[at]!.itemId) });
  await (await choosing).setFiles([1, 2, 3, 4, 5, 6, 7, 8].map(file));
  await expect(page.getByRole("alert")).toContainText("at most 8 pictures in one query, found 9");
  expect(page.url()).toBe(url);
});

test("searches again with more like this and less like this", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await ranked(page).getByRole("gridcell").nth(1).focus();
  await page.keyboard.press("l");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("d");
  await expect(page.getByRole("region", { name: "Marked hits" }).getByRole("button", { name: /like/ })).toHaveCount(2);
  const before = await firstScores(page).textContent();
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/like=.*dislike=/);
  await expect(firstScores(page)).not.toHaveText(before ?? "");
  await expect(page.locator("[data-position='0']")).toBeFocused();
});

test("says of a file that is no picture what was expected, and keeps the search", async ({ openStudio }) => {
  const page = await openStudio();
  await dropQuery(page, 0);
  await expect(ranked(page)).toBeVisible();
  const url = page.url();
  await dropPicture(page, "notes.txt", Buffer.from("not a picture"));
  await expect(page.getByRole("alert")).toContainText("your search is as it was");
  expect(page.url()).toBe(url);
  await page.getByRole("button", { name: "Close this message" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(ranked(page)).toBeVisible();
});
