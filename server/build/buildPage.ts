import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "vite";

import { root } from "../checkout";
import { buildKernels } from "./buildKernels";
import { sourcesHash } from "./sourcesHash";

const sources = ["src", "workers", "public", "index.html", "vite.config.ts", "package-lock.json"];
const marker = ".sources";

/**
 * Builds the page into `dist`, unless what is there was built from the same sources.
 *
 * The build goes to a folder of its own that then takes the place of the old one: a failed or interrupted build leaves
 * what was there.
 *
 * @returns the folder, absolute
 */
export async function buildPage(): Promise<string> {
  buildKernels();
  const dist = join(root, "dist");
  const hash = sourcesHash(root, sources);
  if (existsSync(join(dist, marker)) && readFileSync(join(dist, marker), "utf8") === hash) return dist;

  const started = performance.now();
  console.log("Building the page …");
  const partial = join(root, ".studio", `build-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  try {
    await build({
      root,
      logLevel: "error",
      build: { outDir: partial, emptyOutDir: true, reportCompressedSize: false },
    });
    writeFileSync(join(partial, marker), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(partial, dist);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  console.log(`Page built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return dist;
}
