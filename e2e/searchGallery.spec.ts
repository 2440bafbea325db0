// Browsing a ranking: filters, groups, an open hit, what can be kept and taken along.
import type { Page } from "@playwright/test";
import { unzipSync } from "fflate";

import { dropPicture, readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";

const { gallery, queries } = readSample();
const query = queries[0]!;
const categories = [...new Set(gallery.flatMap(({ category }) => category ?? []))];

const ranked = (page: Page) => page.getByRole("grid", { name: "Ranked hits" });
const summary = (page: Page) => page.getByRole("status").filter({ hasText: "shown" });
const shownCount = async (page: Page) =>
  Number((await summary(page).textContent())?.split(" of ")[0]?.replaceAll(",", ""));

async function search(page: Page): Promise<void> {
  await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
  await dropPicture(page, "query.png", sampleFile(query.itemId));
  await expect(ranked(page)).toBeVisible();
}

async function downloaded(page: Page, item: RegExp): Promise<Buffer> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: item }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test("filters by category with live counts, cuts at a score, groups by identity", async ({ openStudio }) => {
  const page = await openStudio();
  await search(page);
  await page.getByRole("button", { name: "Filters" }).click();
  const [category = ""] = categories;
  await page.getByRole("checkbox", { name: category, exact: true }).check();
  const inCategory = gallery.filter((item) => item.category === category).length;
  expect(await shownCount(page)).toBe(inCategory);
  await expect(summary(page)).toContainText("filters leave out");

  await page.getByRole("slider", { name: "Lowest score shown" }).focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  for (let step = 0; step < 60; step++) await page.keyboard.press("ArrowRight");
  await expect(summary(page)).toContainText("threshold");
  expect(await shownCount(page)).toBeLessThan(inCategory);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  expect(await shownCount(page)).toBe(gallery.length);

  await page.keyboard.press("g");
  await expect(summary(page)).toContainText("folded by identity");
  expect(await shownCount(page)).toBe(new Set(gallery.map(({ identity }) => identity)).size);
  await page.locator(".result-tile-fold").first().click();
  expect(await shownCount(page)).toBeGreaterThan(new Set(gallery.map(({ identity }) => identity)).size);
});

test("asks once more for a picture that did not come, and names what cannot be read", async ({ openStudio, page }) => {
  const [passing = "", broken = ""] = gallery.map(({ itemId }) => itemId);
  const asked = new Map<string, number>();
  await page.route("**/sample/**", async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname);
    const count = (asked.get(path) ?? 0) + 1;
    asked.set(path, count);
    const isLost = path.endsWith(`/${broken}`) || (path.endsWith(`/${passing}`) && count === 1);
    await (isLost ? route.abort() : route.continue());
  });
  await openStudio();
  const tiles = page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell");
  await expect(tiles.nth(1)).toContainText("cannot be read");
  const width = () =>
    tiles
      .first()
      .locator("img")
      .evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
  const times = (itemId: string) => [...asked].find(([path]) => path.endsWith(`/${itemId}`))?.[1];
  expect([times(passing), times(broken)]).toEqual([2, 2]);
});

test("says what to do when filters leave nothing", async ({ openStudio }) => {
  const page = await openStudio("/?threshold=9");
  await search(page);
  await page.evaluate(() => undefined);
  await page.goto(`${page.url()}&threshold=9`);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(ranked(page)).toBeVisible();
});

test("opens a hit beside the query and compares by keys", async ({ openStudio }) => {
  const page = await openStudio();
  await search(page);
  await ranked(page).getByRole("gridcell").first().focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("rank 1");
  await expect(dialog.getByRole("img", { name: "The query" })).toBeVisible();
  await expect(dialog.getByRole("img", { name: "The hit" })).toBeVisible();

  await page.keyboard.press("ArrowRight");
  await expect(dialog).toContainText("rank 2");
  await page.keyboard.press("ArrowLeft");
  await expect(dialog).toContainText("rank 1");
  await page.keyboard.press("+");
  await expect(dialog.getByRole("button", { name: "Fit the pictures" })).toHaveText("125%");
  await page.keyboard.press("0");
  await expect(dialog.getByRole("button", { name: "Fit the pictures" })).toHaveText("100%");
  for (const [key, caption] of [
    ["2", /Query blue, hit orange/],
    ["3", /^(Query|Hit)$/],
    ["4", /Black where both agree/],
  ] as const) {
    await page.keyboard.press(key);
    await expect(dialog.locator("figcaption")).toHaveText(caption);
  }
  const views = dialog.getByRole("region", { name: /All views of/ }).getByRole("button");
  await views.nth(1).click();
  await expect(views.nth(1)).toHaveAttribute("aria-current", "true");
  await expect(page).toHaveURL(/hit=/);
  await page.goBack();
  await expect(views.nth(0)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("comes back to the same search after a reload, and says so where a picture is missing", async ({
  openStudio,
  browser,
}) => {
  const page = await openStudio();
  await search(page);
  const bestScore = page.locator(".result-tile-score").first();
  const upright = (await bestScore.textContent()) ?? "";
  await page.keyboard.press("r");
  await expect(page).toHaveURL(/turn=1/);
  await expect(bestScore).not.toHaveText(upright);
  await page.keyboard.press("g");
  await expect(summary(page)).toContainText("folded");
  const before = (await bestScore.textContent()) ?? "";
  await page.reload();
  await expect(ranked(page)).toBeVisible();
  await expect(bestScore).toHaveText(before);
  await expect(summary(page)).toContainText("folded");

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(page.url());
  await expect(stranger.getByRole("alert").first()).toContainText("this browser does not hold it");
  await stranger.close();
});

test("saves a search, reopens it, deletes it and takes that back", async ({ openStudio }) => {
  const page = await openStudio();
  await search(page);
  await page.keyboard.press("m");
  await expect(page).toHaveURL(/mirror/);
  const saved = page.getByRole("button", { name: "Saved searches" });
  await saved.click();
  await page.getByRole("menuitem", { name: "Save this search…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("mirrored chair");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "New search" }).click();
  await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();

  await page.reload();
  await saved.click();
  await page.getByRole("menuitem", { name: /^mirrored chair/ }).click();
  await expect(ranked(page)).toBeVisible();
  await expect(page).toHaveURL(/mirror/);

  await saved.click();
  await page.getByRole("menuitem", { name: "Delete mirrored chair" }).click();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await saved.click();
  await expect(page.getByRole("menuitem", { name: /^mirrored chair/ })).toBeVisible();
});

test("exports what is shown as a table and as pictures", async ({ openStudio }) => {
  const page = await openStudio();
  await search(page);
  await page.getByRole("button", { name: "Filters" }).click();
  const smallest = categories
    .map((name) => ({ name, count: gallery.filter(({ category }) => category === name).length }))
    .sort((a, b) => a.count - b.count)[0]!;
  await page.getByRole("checkbox", { name: smallest.name, exact: true }).check();
  await expect(summary(page)).toContainText(`${smallest.count} of`);
  const csv = (await downloaded(page, /CSV/)).toString("utf8").trimEnd().split("\r\n");
  expect(csv[0]).toBe("rank,score,path,identity,title,category,date,source,view");
  expect(csv).toHaveLength(smallest.count + 1);
  const files = unzipSync(new Uint8Array(await downloaded(page, /ZIP/)));
  expect(Object.keys(files)).toHaveLength(smallest.count + 1);
});
