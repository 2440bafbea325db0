import { readFile } from "node:fs/promises";

import { readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";
import { dropFiles, offerFolder } from "./userFolder";

test("a library is saved as one file, and opens with its pictures in another browser", async ({
  browser,
  openStudio,
  baseURL,
}) => {
  const page = await openStudio("/?page=library");
  const views = readSample().gallery.slice(0, 4);
  const files = views.map(({ itemId }, i) => [`thing ${i % 2}/${i}.webp`, sampleFile(itemId).toString("base64")]);
  await offerFolder(page, "things", Object.fromEntries(files) as Record<string, string>);
  await page.getByRole("button", { name: "Choose a folder" }).first().click();
  await page.getByRole("button", { name: "Import 4 items" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "things", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "← Library" }).click();

  await page.getByRole("button", { name: "Project file" }).click();
  await page.getByRole("menuitem", { name: "Save all data sets…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("My library");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("My library.studio.zip");
  const bytes = await readFile(await saved.path());

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(`${baseURL ?? ""}/?page=library&backend=wasm`);
  await expect(other.getByText("Bring your own pictures")).toBeVisible();
  await dropFiles(other, [["My library.studio.zip", bytes]]);
  await expect(other.getByText("Opened “My library”: 1 data set")).toBeVisible();
  await other.getByRole("button", { name: "Open things" }).click();
  const items = other.getByRole("grid", { name: "Items" }).getByRole("gridcell");
  await expect(items).toHaveCount(4);
  await expect(items.first().locator("img")).toHaveJSProperty("complete", true);

  await other.getByRole("button", { name: "← Library" }).click();
  await dropFiles(other, [["cut.studio.zip", bytes.subarray(0, 400)]]);
  await expect(other.getByText("The project was not opened")).toBeVisible();
  await expect(other.getByRole("article", { name: "things", exact: true })).toBeVisible();
  await elsewhere.close();
});
