import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { root } from "../checkout";

/** Compiles the WebAssembly kernels of `src/engine/wasm` that are older than their sources. */
export function buildKernels(): void {
  execFileSync(process.execPath, [join(root, "src/engine/wasm/build.mjs")], { cwd: root, stdio: "inherit" });
}
