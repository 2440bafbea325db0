import type { BackendChoice } from "../contracts/searchService";
import { isStudioError } from "../core/errors";
import { ExactSearch } from "../core/search/exactSearch";
import type { SearchBackend, SearchIndex, VectorSource } from "../core/search/searchIndex";
import { readWasmFeatures } from "./device/wasmFeatures";
import { makePause } from "./pauseBetweenBlocks";
import { loadKernelModules } from "./wasm/kernelModule";
import { WasmSearch } from "./wasm/wasmSearch";
import { findAdapter } from "./webgpu/adapter";
import { openWebgpuSearch } from "./webgpu/webgpuSearch";

/** An index, what to say of its backend, and the bytes that it holds beside the stored vectors. */
export interface OpenedIndex {
  readonly index: SearchIndex;
  readonly backend: SearchBackend;
  readonly residentBytes: number;
}

/** What can search in the page itself. */
type PageBackend = Exclude<SearchBackend["kind"], "companion">;

/** Which kind of backend a choice comes to on this machine. `auto` never means a software adapter, which is slower than WASM. */
export async function chooseBackendKind(choice: BackendChoice): Promise<PageBackend> {
  if (choice === "javascript" || choice === "webgpu") return choice;
  if (choice === "auto" && (await findAdapter())?.facts.isSoftware === false) return "webgpu";
  return readWasmFeatures(false).hasSimd ? "wasm" : "javascript";
}

/**
 * Opens an index of the chosen kind over a shard's vectors. `auto` takes WASM where the GPU refuses, and says why.
 *
 * @throws StudioError what the chosen kind throws
 */
export async function openIndex(vectors: VectorSource, choice: BackendChoice): Promise<OpenedIndex> {
  const kind = await chooseBackendKind(choice);
  if (choice !== "auto" || kind !== "webgpu") return openKind(vectors, kind, choice);
  try {
    return await openKind(vectors, kind, choice);
  } catch (error) {
    if (!isStudioError(error) || error.name !== "WebgpuUnavailableError") throw error;
    const opened = await openKind(vectors, readWasmFeatures(false).hasSimd ? "wasm" : "javascript", choice);
    return { ...opened, backend: { ...opened.backend, fallbackReason: error.message } };
  }
}

async function openKind(vectors: VectorSource, kind: PageBackend, choice: BackendChoice): Promise<OpenedIndex> {
  switch (kind) {
    case "webgpu": {
      const index = await openWebgpuSearch(vectors, choice === "webgpu" ? "webgpu" : "auto", { pause: makePause() });
      return { index, backend: index.backend, residentBytes: index.residentBytes };
    }
    case "wasm": {
      const index = WasmSearch.open(await loadKernelModules(), vectors, makePause());
      return { index, backend: index.backend, residentBytes: index.residentBytes };
    }
    case "javascript": {
      const index = new ExactSearch(vectors, makePause());
      return { index, backend: index.backend, residentBytes: 0 };
    }
  }
}
