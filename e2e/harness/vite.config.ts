import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import studio from "../../vite.config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Built as the studio is, so that what is measured is what ships; only the page differs.
export default defineConfig({
  ...studio,
  root: here("."),
  publicDir: here("../../public"),
  build: {
    ...studio.build,
    outDir: here("../../.studio/harness"),
    emptyOutDir: true,
    rolldownOptions: { input: [here("index.html"), here("webgpu.html")] },
  },
});
