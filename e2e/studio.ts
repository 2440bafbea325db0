import { test as base, expect, type Page } from "@playwright/test";

/** What a project of playwright.config.ts sets. */
export interface StudioOptions {
  /** The backend that the project's browser can run: goes into the page's address as `?backend=`. */
  backend: "wasm" | "webgpu";
  /** A page that offers the bridges alone, as `window.studio`. */
  harnessUrl: string;
}

interface StudioFixtures {
  /** Opens an address of the studio ("/", "/?query=…") on the project's backend. */
  openStudio: (path?: string) => Promise<Page>;
}

/**
 * The test of all end-to-end specs: a page must not ask any other origin for anything, break its Content-Security-Policy,
 * or throw what nobody catches.
 */
export const test = base.extend<StudioOptions & StudioFixtures>({
  backend: ["wasm", { option: true }],
  harnessUrl: ["", { option: true }],
  page: async ({ page, baseURL, harnessUrl }, use) => {
    const faults: string[] = [];
    const origins = new Set([baseURL, harnessUrl].filter((url) => url !== undefined && url !== "").map(originOf));
    page.on("request", (request) => {
      const isOurs = /^(blob|data):/.test(request.url()) || origins.has(originOf(request.url()));
      if (!isOurs) faults.push(`request to another origin: ${request.url()}`);
    });
    page.on("pageerror", (error) => faults.push(`uncaught in the page: ${error.message}`));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) faults.push(message.text());
    });
    await use(page);
    expect(faults).toEqual([]);
  },
  openStudio: async ({ page, backend }, use) => {
    await use(async (path = "/") => {
      const url = new URL(path, "http://studio");
      url.searchParams.set("backend", backend);
      await page.goto(url.href.slice(url.origin.length));
      return page;
    });
  },
});

export { expect } from "@playwright/test";

function originOf(url: string | undefined): string {
  return new URL(url ?? "").origin;
}
