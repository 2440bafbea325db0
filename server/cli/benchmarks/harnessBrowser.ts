import type { Page } from "playwright";

import { makeProfile } from "./chromium";
import { buildHarness, serveHarness } from "./harness";

/**
 * Runs with a page that offers the bridges, in a Chromium with a profile of its own on disk.
 *
 * A profile in memory, as Playwright makes by itself, would keep the origin's files in memory and read them through
 * another process; no user's browser does.
 */
export async function withHarnessPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
  await buildHarness();
  const harness = await serveHarness({ isIsolated: true });
  const profile = makeProfile();
  try {
    const browser = await profile.open();
    const page = await browser.newPage();
    await page.goto(harness.address);
    return await use(page);
  } finally {
    await profile.remove();
    await harness.close();
  }
}
