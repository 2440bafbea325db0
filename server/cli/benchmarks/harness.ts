import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { build, preview } from "vite";

const BUILD_KERNELS = fileURLToPath(new URL("../../../src/engine/wasm/build.mjs", import.meta.url));
const CONFIG_FILE = fileURLToPath(new URL("../../../e2e/harness/vite.config.ts", import.meta.url));

/** A served page that offers the studio's bridges as `window.studio`. */
export interface ServedHarness {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the harness page from the sources as they stand. */
export async function buildHarness(): Promise<void> {
  execFileSync(process.execPath, [BUILD_KERNELS]);
  await build({ configFile: CONFIG_FILE, logLevel: "warn" });
}

/**
 * Serves the built harness page on a free port of this machine.
 *
 * @param options.isIsolated whether to send the two headers that make the page cross-origin isolated
 */
export async function serveHarness(options: { readonly isIsolated: boolean }): Promise<ServedHarness> {
  const server = await preview({
    configFile: CONFIG_FILE,
    logLevel: "warn",
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
