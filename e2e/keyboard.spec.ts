import { readSample } from "./sample";
import { expect, test } from "./studio";

const { gallery } = readSample();

test("does everything by keys: choose, edit, walk, mark, open, undo", async ({ openStudio }) => {
  const page = await openStudio();
  await page.getByRole("grid", { name: "Gallery" }).getByRole("gridcell").first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("[data-position='1']")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid", { name: "Ranked hits" })).toBeVisible();

  await page.keyboard.press("t");
  await expect(page).toHaveURL(/;whole/);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/crop=/);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page).not.toHaveURL(/whole|crop/);
  await page.keyboard.press("Control+Shift+z");
  await expect(page).toHaveURL(/;whole/);

  await page.keyboard.press("]");
  await expect(page).toHaveURL(/tile=176/);
  await page.keyboard.press(".");
  await expect(page).toHaveURL(/threshold=0\.01/);
  await page.keyboard.press("n");
  await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
});

test("walks to the last of all tiles and back, with only those in view in the page", async ({ openStudio }) => {
  const page = await openStudio();
  const grid = page.getByRole("grid", { name: "Gallery" });
  await grid.getByRole("gridcell").first().focus();
  await page.keyboard.press("End");
  await expect(page.locator(`[data-position='${gallery.length - 1}']`)).toBeFocused();
  expect(await grid.getByRole("gridcell").count()).toBeLessThan(150);
  await page.keyboard.press("Home");
  await expect(page.locator("[data-position='0']")).toBeFocused();
});

test("lists its keys on one sheet", async ({ openStudio }) => {
  const page = await openStudio();
  await expect(page.getByRole("grid", { name: "Gallery" })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Crop tight to the ink");
});

test("follows the system's colors until the user chooses", async ({ openStudio }) => {
  const page = await openStudio();
  const scheme = () => page.evaluate(() => document.documentElement.dataset["mantineColorScheme"]);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(scheme).toBe("dark");
  await page.getByRole("button", { name: "Light colors" }).click();
  await expect.poll(scheme).toBe("light");
  await page.reload();
  await expect.poll(scheme).toBe("light");
});
