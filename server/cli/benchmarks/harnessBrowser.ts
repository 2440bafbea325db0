import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium, type Page } from "playwright";

import { ensureChromium } from "../../environment/chromium";
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
  const profile = await mkdtemp(join(tmpdir(), "studio-bench-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    const page = await browser.newPage();
    await page.goto(harness.address);
    return await use(page);
  } finally {
    await browser.close();
    await harness.close();
    await rm(profile, { recursive: true, force: true });
  }
}
