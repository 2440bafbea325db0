import type { BackendChoice } from "../contracts/searchService";
import { ExactSearch } from "../core/search/exactSearch";
import type { SearchBackend, SearchIndex, VectorSource } from "../core/search/searchIndex";
import { makePause } from "./pauseBetweenBlocks";
import { hasWasmSimd, loadKernelModule } from "./wasm/kernelModule";
import { WasmSearch } from "./wasm/wasmSearch";
import { describeAdapter } from "./webgpu/adapter";
import { openWebgpuSearch } from "./webgpu/webgpuSearch";

/** An index, and the bytes that it holds beside the stored vectors. */
export interface OpenedIndex {
  readonly index: SearchIndex;
  readonly residentBytes: number;
}

/** Which kind of backend a choice comes to on this machine. `auto` never means a software adapter, which is slower than WASM. */
export async function chooseBackendKind(choice: BackendChoice): Promise<SearchBackend["kind"]> {
  if (choice === "javascript" || choice === "webgpu") return choice;
  if (choice === "auto" && (await hasHardwareAdapter())) return "webgpu";
  return hasWasmSimd() ? "wasm" : "javascript";
}

/**
 * Opens an index of the chosen kind over a shard's vectors.
 *
 * @throws StudioError what the chosen kind throws
 */
export async function openIndex(vectors: VectorSource, choice: BackendChoice): Promise<OpenedIndex> {
  const kind = await chooseBackendKind(choice);
  switch (kind) {
    case "webgpu": {
      const index = await openWebgpuSearch(vectors, choice === "webgpu" ? "webgpu" : "auto", { pause: makePause() });
      return { index, residentBytes: index.residentBytes };
    }
    case "wasm": {
      const index = WasmSearch.open(await loadKernelModule(), vectors, makePause());
      return { index, residentBytes: index.residentBytes };
    }
    case "javascript":
      return { index: new ExactSearch(vectors, makePause()), residentBytes: 0 };
  }
}

async function hasHardwareAdapter(): Promise<boolean> {
  // The types promise `gpu`; a browser without WebGPU has none.
  const adapter = await (navigator as Partial<Navigator>).gpu?.requestAdapter({ powerPreference: "high-performance" });
  return adapter !== undefined && adapter !== null && !describeAdapter(adapter).isSoftware;
}
