import { tinyCheckpoint } from "./fixtures/tinyCheckpoint";
import { readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";
import { offerFolder } from "./userFolder";

const { gallery } = readSample();

test("views are added to a checkpoint, which then embeds and searches like any other", async ({ openStudio }) => {
  test.setTimeout(120_000);
  const page = await openStudio("/?page=library");
  const drawings = gallery.slice(0, 6).map(({ itemId }, at) => {
    return [`thing ${at % 2}/${at}.webp`, sampleFile(itemId).toString("base64")] as const;
  });
  await offerFolder(page, "things", Object.fromEntries(drawings));
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await page.getByRole("button", { name: "Import 6 items" }).click();

  await page.getByRole("link", { name: "Checkpoints" }).click();
  await offerFolder(page, "tiny", tinyCheckpoint());
  await page.getByRole("button", { name: "Choose its folder" }).click();
  await page.getByRole("button", { name: "Add views to Tiny test network…" }).click();
  const form = page.getByRole("dialog");
  await expect(form).toContainText("2 views: about 2 times the time of one plain view.");
  await form.getByRole("checkbox", { name: "Turned 180°" }).check();
  await form.getByRole("textbox", { name: "Sizes, as multiples of 32 × 32" }).fill("1, 2");
  await expect(form).toContainText("6 views: about 15 times the time of one plain view.");
  await page.screenshot({ path: test.info().outputPath("form.png") });
  await form.getByRole("button", { name: "Add as a checkpoint" }).click();
  await expect(
    page.getByText(/pictures of 64 × 64, for views at 2 times 32 × 32, found one for 32 × 32/),
  ).toBeVisible();

  await page.getByRole("button", { name: "Add views to Tiny test network…" }).click();
  await form.getByRole("checkbox", { name: "Turned 90°" }).check();
  await form.getByRole("button", { name: "Add as a checkpoint" }).click();
  const row = page.getByRole("row", { name: /Tiny test network, mirrored, turned 90°/ });
  await expect(row).toContainText("tiny.views-fh-r90");
  await expect(row).toContainText("from Tiny test network");
  await page.screenshot({ path: test.info().outputPath("table.png") });

  await row.getByRole("button", { name: "Embed things" }).click();
  const card = page.getByRole("article", { name: /mirrored, turned 90°/ });
  await expect(card.getByText("6 embedded")).toBeVisible();
  await card.getByRole("button", { name: "Search by it" }).click();
  await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().getByRole("button").first().click();
  await expect(page.getByRole("grid", { name: "Ranked hits" }).getByRole("gridcell")).toHaveCount(6);
});
