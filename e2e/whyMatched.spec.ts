// What a user does who wonders why a hit was found, and what part of the drawing to go on with.
import type { Page } from "@playwright/test";

import { dropPicture, readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";

const { queries } = readSample();
const ranked = (page: Page) => page.getByRole("grid", { name: "Ranked hits" });
const queryMap = (page: Page) => page.getByRole("img", { name: "The query, and what of it matched" });
const hitMap = (page: Page) => page.getByRole("img", { name: "The hit, and what of it matched" });

async function openFirstHit(page: Page): Promise<void> {
  await dropPicture(page, "drawing.png", sampleFile(queries[0]!.itemId));
  await expect(ranked(page)).toBeVisible();
  await ranked(page).getByRole("gridcell").first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
}

/** Whether a canvas shows orange as well as black and white. */
const hasOrange = (page: Page, label: string) =>
  page.getByRole("img", { name: label }).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return false;
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    for (let i = 0; i < pixels.length; i += 4) if ((pixels[i] ?? 0) > (pixels[i + 2] ?? 0) + 60) return true;
    return false;
  });

test("shows why a hit matched, what answers each place, and searches by a part", async ({ openStudio }) => {
  const page = await openStudio();
  await openFirstHit(page);
  await page.keyboard.press("w");
  const legend = page.getByRole("group", { name: "What the colors mean" });
  await expect(legend).toContainText(/What each place gives to the score of these two pictures, 0\.\d{3}/);
  expect(await hasOrange(page, "The query, and what of it matched")).toBe(true);
  expect(await hasOrange(page, "The hit, and what of it matched")).toBe(true);

  await hitMap(page).hover();
  await expect(legend).toContainText(/This place of the hit gives .* of the score\. On the query: what answers it/);
  await queryMap(page).hover();
  await expect(legend).toContainText(/This place of the query gives .* of the score\. On the hit: what answers it/);

  const search = page.getByRole("button", { name: "Search by this part" });
  await expect(search).toBeDisabled();
  const box = (await queryMap(page).boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.4, 0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.5), { steps: 4 });
  await page.mouse.move(...at(0.6, 0.6), { steps: 4 });
  await page.mouse.up();
  await search.click();
  await expect(page).toHaveURL(/;part=/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("Searched with the marked part alone.")).toBeVisible();
  await expect(ranked(page)).toBeVisible();

  await page.getByRole("button", { name: "Search with all of it" }).click();
  await expect(page).not.toHaveURL(/;part=/);
});

test("chooses a part by keys alone, and says what the part gives", async ({ openStudio }) => {
  const page = await openStudio();
  await openFirstHit(page);
  await page.keyboard.press("w");
  await expect(queryMap(page)).toBeVisible();
  await page.getByRole("group", { name: /The query, .*: arrow keys choose a part/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("group", { name: "What the colors mean" })).toContainText(
    "This place of the query gives",
  );
  await page.getByRole("button", { name: "Search by this part" }).click();
  await expect(page).toHaveURL(/;part=/);
});
