import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { build, type InlineConfig, preview } from "vite";

import studioConfig from "../../../vite.config";
import { root } from "../../checkout";

const pages = ["index.html", "webgpu.html"].map((page) => join(root, "e2e/harness", page));

/** Built as the studio is, so that what is measured is what ships; only the pages differ. */
const config: InlineConfig = {
  ...studioConfig,
  configFile: false,
  logLevel: "error",
  root: join(root, "e2e/harness"),
  publicDir: join(root, "public"),
  build: {
    ...studioConfig.build,
    outDir: join(root, ".studio/harness"),
    emptyOutDir: true,
    rolldownOptions: { input: pages },
  },
};

/** A served page that offers the studio's bridges as `window.studio`. */
export interface ServedHarness {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the harness page from the sources as they stand. */
export async function buildHarness(): Promise<void> {
  execFileSync(process.execPath, [join(root, "src/engine/wasm/build.mjs")]);
  await build(config);
}

/**
 * Serves the built harness page on a free port of this machine.
 *
 * @param options.isIsolated whether to send the two headers that make the page cross-origin isolated
 */
export async function serveHarness(options: { readonly isIsolated: boolean }): Promise<ServedHarness> {
  const server = await preview({
    ...config,
    preview: {
      host: "127.0.0.1",
      port: 0,
      headers: options.isIsolated
        ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
        : { "Cross-Origin-Opener-Policy": "unsafe-none", "Cross-Origin-Embedder-Policy": "unsafe-none" },
    },
  });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("the preview server did not say where it listens");
  return { address, close: () => server.close() };
}
