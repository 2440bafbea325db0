// Builds the WASM kernels into generated/, where sources are newer than what is there. `npm run build:wasm`.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL(".", import.meta.url));
const MODULES = {
  searchKernels: "simd",
  relaxedKernels: "simd,relaxed-simd",
  productKernels: "simd",
  relaxedProductKernels: "simd,relaxed-simd",
  quantizerKernels: "simd",
  relaxedQuantizerKernels: "simd,relaxed-simd",
};

function isBuilt(module) {
  const built = statSync(`${folder}generated/${module}.wasm`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(`${folder}kernels`).map((name) => `${folder}kernels/${name}`);
  return [...sources, fileURLToPath(import.meta.url)].every((source) => statSync(source).mtimeMs < built);
}

async function build(module, features) {
  const { error, stderr, binary } = await compile(module, features);
  if (error) throw new Error(`${module}: ${error.message}\n${stderr}`);
  mkdirSync(`${folder}generated`, { recursive: true });
  writeFileSync(`${folder}generated/${module}.wasm`, binary);
}

async function compile(module, features) {
  let binary;
  const flags = ["--runtime", "stub", "--importMemory", "--noExportMemory", "--zeroFilledMemory", "--noAssert", "-O3"];
  const result = await asc.main(
    [`kernels/${module}.ts`, "--outFile", `${module}.wasm`, "--enable", features, "--use", "abort=", ...flags],
    {
      readFile: (name) => {
        try {
          return readFileSync(`${folder}${name}`, "utf8");
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  return { ...result, stderr: result.stderr.toString(), binary };
}

/** Vitest calls this before its first test. */
export async function setup() {
  for (const [module, features] of Object.entries(MODULES)) if (!isBuilt(module)) await build(module, features);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
