import type { Page } from "playwright";

/** Drops files and folders of the disk on the middle of the page's top, as a user does: pages get handles of them. */
export async function dropFolder(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 100, y: 100, data });
  }
  await session.detach();
}
