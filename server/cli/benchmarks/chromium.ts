import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, chromium } from "playwright";

import { ensureChromium } from "../../environment/chromium";

/** The longest that a page is waited for: a busy machine opens a large gallery slowly. */
const mostMs = 300_000;

/** A headless Chromium whose profile, and with it the HTTP and code caches, outlives its single processes. */
export interface Profile {
  /** Starts its browser, and ends the one that ran before. */
  open(): Promise<BrowserContext>;
  /** Ends its browser and forgets it. */
  remove(): Promise<void>;
}

/** @param flags of Chromium, beside those that keep it from talking to anybody */
export function makeProfile(...flags: string[]): Profile {
  const folder = mkdtempSync(join(tmpdir(), "studio-bench-"));
  const options = {
    executablePath: ensureChromium(),
    viewport: { width: 1440, height: 900 },
    args: ["--disable-background-networking", "--disable-component-update", ...flags],
  };
  let browser: BrowserContext | null = null;
  return {
    open: async () => {
      await browser?.close();
      browser = await chromium.launchPersistentContext(folder, options);
      browser.setDefaultTimeout(mostMs);
      // What loads TypeScript here wraps named functions in a call of this; those sent to a page meet it there.
      await browser.addInitScript("globalThis.__name = (value) => value");
      return browser;
    },
    remove: async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
