import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { dropPicture, readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";
import { offerFolder } from "./userFolder";

const { queries } = readSample();

/** Faults that axe calls serious or critical, each with the first element that has it. */
async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds no serious fault on any view, in ${colorScheme} colors`, async ({ openStudio }) => {
    test.setTimeout(240_000);
    const page = await openStudio();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
    expect(await seriousFaults(page), "the gallery").toEqual([]);

    await dropPicture(page, "query.png", sampleFile(queries[0]!.itemId));
    await expect(page.getByRole("grid", { name: "Ranked hits" })).toBeVisible();
    await page.keyboard.press("f");
    await page.getByRole("button", { name: "Draw a crop box" }).click();
    await page.getByRole("gridcell").first().focus();
    await page.keyboard.press("l");
    expect(await seriousFaults(page), "hits, filters, a crop box and a mark").toEqual([]);

    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await seriousFaults(page), "an open hit").toEqual([]);
    await page.keyboard.press("Escape");

    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    expect(await seriousFaults(page), "the keys").toEqual([]);
    await page.keyboard.press("Escape");

    await dropPicture(page, "bad.png", Buffer.from("bad"));
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await seriousFaults(page), "a failure").toEqual([]);

    for (const name of ["Library", "Rank lab", "GPU check", "Settings"]) {
      await page.getByRole("link", { name }).click();
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      if (name === "GPU check") await expect(page.getByRole("table")).toBeVisible();
      expect(await seriousFaults(page), name).toEqual([]);
    }
  });
}

test("axe finds no serious fault in a narrow window", async ({ openStudio }) => {
  const page = await openStudio();
  await page.setViewportSize({ width: 360, height: 740 });
  await dropPicture(page, "query.png", sampleFile(queries[0]!.itemId));
  await expect(page.getByRole("grid", { name: "Ranked hits" })).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWider, "the page scrolls sideways").toBe(false);
  await page.getByRole("button", { name: "Edit query" }).click();
  await expect(page.getByRole("dialog", { name: "Edit query" })).toBeVisible();
  expect(await seriousFaults(page), "the query's drawer").toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds no serious fault in the library, in ${colorScheme} colors`, async ({ openStudio }) => {
    const page = await openStudio("/?page=library");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const [first, second] = readSample().gallery.map(({ itemId }) => sampleFile(itemId).toString("base64"));
    const twice = { "a/1.webp": first!, "a/2.webp": second!, "b/1.webp": first!, "note.txt": "" };
    await offerFolder(page, "things", twice);
    await page.getByRole("button", { name: "Choose a folder" }).click();
    await expect(page.getByRole("heading", { name: "Import things" })).toBeVisible();
    expect(await seriousFaults(page), "a proposal").toEqual([]);

    await page.getByRole("button", { name: "Import 3 items" }).click();
    await page.getByRole("grid", { name: "Items" }).getByRole("gridcell").first().focus();
    await page.keyboard.press("x");
    await expect(page.getByText("1 selected")).toBeVisible();
    expect(await seriousFaults(page), "a wall with a selected item").toEqual([]);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await seriousFaults(page), "an open item").toEqual([]);
    await page.keyboard.press("Escape");

    await page.getByRole("tab", { name: "Health" }).click();
    await page.getByRole("button", { name: "Look at the other 3" }).click();
    await expect(page.getByRole("button", { name: "Same bytes 2" })).toBeVisible();
    expect(await seriousFaults(page), "findings").toEqual([]);

    for (const name of ["Embeddings", "Evaluate", "Sources"]) {
      await page.getByRole("tab", { name }).click();
      expect(await seriousFaults(page), name).toEqual([]);
    }
    await page.getByRole("button", { name: "← Library" }).click();
    await expect(page.getByRole("article", { name: "things" })).toBeVisible();
    expect(await seriousFaults(page), "the overview").toEqual([]);

    await page.setViewportSize({ width: 360, height: 740 });
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWider, "the page scrolls sideways").toBe(false);
  });
}
