import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { root } from "../checkout";

/** Compiles the WebAssembly kernels of `src/engine/wasm`. */
export function buildKernels(): void {
  const script = join(root, "src/engine/wasm/build.mjs");
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: root, stdio: "inherit" });
}
