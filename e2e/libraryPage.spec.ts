import type { Page } from "@playwright/test";

import { tinyCheckpoint } from "./fixtures/tinyCheckpoint";
import { readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";
import { type FolderFiles, offerFolder } from "./userFolder";

const { gallery } = readSample();

/** Drawings of the sample as a user would have them: a folder for each identity, and a note that is no picture. */
function drawings(): FolderFiles {
  const identities = [...new Set(gallery.map(({ identity }) => identity))].slice(0, 3);
  const files: Record<string, string> = { "read me.txt": Buffer.from("my drawings").toString("base64") };
  for (const [number, identity] of identities.entries()) {
    const views = gallery.filter((item) => item.identity === identity).slice(0, 3);
    for (const { itemId } of views) {
      const name = itemId.slice(itemId.lastIndexOf("/") + 1);
      files[`thing ${number + 1}/${name}`] = sampleFile(itemId).toString("base64");
    }
  }
  return files;
}

const card = (page: Page, name: string) => page.getByRole("article", { name, exact: true });

test("a folder is brought, embedded, searched, renamed, deleted and undone, and all of it is there after a reload", async ({
  openStudio,
}) => {
  test.setTimeout(60_000);
  const page = await openStudio("/?page=library");
  await expect(page.getByText("Bring your own pictures")).toBeVisible();

  await offerFolder(page, "things", drawings());
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await expect(page.getByRole("heading", { name: "Import things" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Layout" })).toContainText("identit");
  await expect(page.getByRole("region", { name: "What it holds" })).toContainText("items9");
  await expect(page.getByRole("region", { name: "Skipped" })).toContainText("1 file");
  await page.getByRole("button", { name: "Import 9 items" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "things", exact: true })).toBeVisible();
  await expect(page.getByRole("grid", { name: "Items" }).getByRole("gridcell")).toHaveCount(9);
  await page.getByLabel("Find by name").fill("thing 2");
  await expect(page.getByRole("grid", { name: "Items" }).getByRole("gridcell")).toHaveCount(3);

  await page.getByRole("tab", { name: "Embeddings" }).click();
  await offerFolder(page, "tiny", tinyCheckpoint());
  await page.getByRole("button", { name: "Choose its folder" }).click();
  const tiny = page.getByRole("article", { name: /tiny/i });
  await tiny.getByRole("button", { name: "Embed 9 items" }).click();
  await expect(tiny.getByText("9 embedded")).toBeVisible();

  await tiny.getByRole("button", { name: "Search by it" }).click();
  await expect(page.getByLabel("Data set to search in").locator("option:checked")).toHaveText("things");
  await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().getByRole("button").first().click();
  await expect(page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell")).toHaveCount(9);

  await page.getByRole("link", { name: "Library" }).click();
  await page.getByRole("button", { name: "← Library" }).click();
  await card(page, "things").getByRole("button", { name: "Rename things" }).click();
  await page.getByLabel("New name").fill("my things");
  await page.keyboard.press("Enter");
  await expect(card(page, "my things")).toBeVisible();

  await card(page, "my things").getByRole("button", { name: "Delete my things" }).click();
  await expect(card(page, "my things")).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card(page, "my things")).toBeVisible();

  await page.reload();
  await expect(card(page, "my things")).toContainText("9 embedded");
  await card(page, "my things").getByRole("button", { name: "Open my things" }).click();
  await expect(page.getByRole("grid", { name: "Items" }).getByRole("gridcell")).toHaveCount(9);
});

test("embeddings and a checkpoint are deleted, and each deletion is undone", async ({ openStudio }) => {
  const page = await openStudio("/?page=library");
  await offerFolder(page, "things", drawings());
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await page.getByRole("button", { name: "Import 9 items" }).click();
  await page.getByRole("tab", { name: "Embeddings" }).click();
  await offerFolder(page, "tiny", tinyCheckpoint());
  await page.getByRole("button", { name: "Choose its folder" }).click();
  const tiny = page.getByRole("article", { name: /tiny/i });
  await tiny.getByRole("button", { name: "Embed 9 items" }).click();
  await expect(tiny.getByText("9 embedded")).toBeVisible();

  await tiny.getByRole("button", { name: "Delete these embeddings" }).click();
  await expect(tiny.getByRole("button", { name: "Embed 9 items" })).toBeVisible();
  await page.getByRole("alert").getByRole("button", { name: "Undo" }).click();
  await expect(tiny.getByText("9 embedded")).toBeVisible();

  const checkpoints = page.getByRole("region", { name: "Checkpoints" });
  await checkpoints.getByRole("button", { name: "Delete this checkpoint" }).click();
  await expect(checkpoints.getByText("(tiny)")).toBeHidden();
  await page.getByRole("alert").filter({ hasText: "checkpoint" }).getByRole("button", { name: "Undo" }).click();
  await expect(checkpoints.getByText("(tiny)")).toBeVisible();

  await page.reload();
  await expect(tiny.getByText("9 embedded")).toBeVisible();
  await tiny.getByRole("button", { name: "Search by it" }).click();
  await expect(page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell")).toHaveCount(9);
});
