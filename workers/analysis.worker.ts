import { RankAnalyst } from "../src/engine/analysis/rankAnalyst";
import { readWasmFeatures } from "../src/engine/device/wasmFeatures";
import { loadKernelModules } from "../src/engine/wasm/kernelModule";
import { loadProductKernels } from "../src/engine/wasm/productKernels";
import { exposeService } from "./exposeService";

async function loadKernels() {
  if (!readWasmFeatures(false).hasSimd) return null;
  const [search, products] = await Promise.all([loadKernelModules(), loadProductKernels()]);
  return { search, products };
}

exposeService(new RankAnalyst(loadKernels));
