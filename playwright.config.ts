import { createServer } from "node:net";

import { defineConfig, devices } from "@playwright/test";

import type { StudioOptions } from "./e2e/studio";
import { findChromium } from "./server/environment/chromium";

/** A free port, kept in the environment: every worker of the tests reads this file again. */
async function portOf(name: string): Promise<number> {
  process.env[name] ??= await new Promise<string>((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === "object" ? String(address?.port) : "");
      });
    });
  });
  return Number(process.env[name]);
}

const page = await portOf("STUDIO_TEST_PORT");
const unisolatedPage = await portOf("STUDIO_TEST_UNISOLATED_PORT");
const harness = await portOf("STUDIO_TEST_HARNESS_PORT");
const address = (port: number): string => `http://127.0.0.1:${port}`;

const executablePath = findChromium();
const chromium = (...args: string[]) => ({
  ...devices["Desktop Chrome"],
  launchOptions: {
    ...(executablePath === null ? {} : { executablePath }),
    args: ["--disable-background-networking", "--disable-component-update", ...args],
  },
});

/**
 * Where a test runs is said by its tag: without one on WASM; `@webgpu` on a software WebGPU adapter only; `@unisolated`
 * without cross-origin isolation only; `@everywhere` on all three.
 */
export default defineConfig<StudioOptions>({
  testDir: "e2e",
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: ".studio/reports/playwright.json" }]],
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: false,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 45_000 },
  use: { baseURL: address(page), harnessUrl: address(harness), trace: "retain-on-failure" },
  projects: [
    { name: "wasm", grepInvert: /@webgpu|@unisolated/, use: { ...chromium(), backend: "wasm" } },
    {
      name: "webgpu",
      grep: /@webgpu|@everywhere/,
      timeout: 180_000,
      use: {
        ...chromium("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"),
        backend: "webgpu",
        actionTimeout: 60_000,
      },
    },
    {
      name: "unisolated",
      grep: /@unisolated|@everywhere/,
      use: { ...chromium(), baseURL: address(unisolatedPage), backend: "wasm" },
    },
  ],
  webServer: {
    command: `node --import tsx e2e/servers.ts ${page} ${unisolatedPage} ${harness}`,
    // It listens there last.
    url: `${address(harness)}/api/status`,
    timeout: 180_000,
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 5000 },
  },
});
