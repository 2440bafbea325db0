import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, chromium } from "playwright";

import { ensureChromium } from "../../environment/chromium";

/** A headless Chromium whose profile, and with it the HTTP and code caches, outlives its single processes. */
export interface Profile {
  open(): Promise<BrowserContext>;
  /** Forgets it. All its browsers must be closed. */
  remove(): void;
}

export function makeProfile(): Profile {
  const folder = mkdtempSync(join(tmpdir(), "studio-bench-"));
  const options = {
    executablePath: ensureChromium(),
    viewport: { width: 1440, height: 900 },
    args: ["--disable-background-networking", "--disable-component-update"],
  };
  return {
    open: () => chromium.launchPersistentContext(folder, options),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
