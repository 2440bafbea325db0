import { RankAnalyst } from "../src/engine/analysis/rankAnalyst";
import { readWasmFeatures } from "../src/engine/device/wasmFeatures";
import { loadKernelModules } from "../src/engine/wasm/kernelModule";
import { exposeService } from "./exposeService";

exposeService(new RankAnalyst(async () => (readWasmFeatures(false).hasSimd ? loadKernelModules() : null)));
