import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright";

import { root } from "../../checkout";
import { openCompanionParts } from "../../companionParts";
import type { NamedFolder } from "../../datasets/datasetRoots";
import { makeToken } from "../../http/accessToken";
import { makeCompanion } from "../../http/companion";
import { listen } from "../../http/listen";
import { makeProfile } from "./chromium";
import { buildHarness } from "./harness";

const host = "127.0.0.1";

/** What a companion of a benchmark is started with. */
export interface HarnessFolders {
  readonly data: readonly NamedFolder[];
  /** Folder whose folders are checkpoints, absolute; null for the shipped one alone. */
  readonly checkpoints: string | null;
}

/** Runs with a page that offers the bridges and is served by a whole companion, whose jobs and stores are forgotten at the end. */
export async function withCompanionPage<Result>(
  folders: HarnessFolders,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  await buildHarness();
  const work = mkdtempSync(join(tmpdir(), "studio-companion-"));
  const parts = await openCompanionParts({ ...folders, weights: null, work });
  const token = makeToken();
  const dist = join(root, ".studio/harness");
  const companion = await makeCompanion({ dist, host, token, isIsolated: true, routes: parts.routes });
  const profile = makeProfile();
  try {
    const address = await listen(companion, host, null);
    const browser = await profile.open();
    const page = await browser.newPage();
    await page.goto(`${address}?token=${token}`);
    return await use(page);
  } finally {
    await profile.remove();
    await Promise.all([companion.close(), parts.close()]);
    rmSync(work, { recursive: true, force: true });
  }
}
