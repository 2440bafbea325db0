import type { Page } from "playwright";

/**
 * Drops files and folders of the disk on the page of the bridges, as a user does: pages get handles of them. Waits until
 * the page says that it takes a drop; an earlier one would be lost without a word.
 */
export async function dropFolder(page: Page, paths: readonly string[]): Promise<void> {
  await page.locator("html[data-takes-drop]").waitFor({ state: "attached" });
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 100, y: 100, data });
  }
  await session.detach();
}
