import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "workers/**/*.test.ts", "server/**/*.test.ts"],
    globalSetup: ["src/engine/wasm/build.mjs"],
    exclude: ["node_modules/**", "dist/**"],
    // Two cores are the smallest machine this must be quick on.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
