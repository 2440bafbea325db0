import type { EmbedBackend } from "../../contracts/embedService";
import type { BackendChoice } from "../../contracts/searchService";
import type { CheckpointFolder } from "../checkpoint/openCheckpointFolder";
import type { AdapterFacts } from "../../core/device/deviceFacts";
import { findAdapter } from "../webgpu/adapter";
import { openEmbeddingSession, type EmbeddingSession } from "./embeddingSession";
import { loadRuntime, type Runtime } from "./runtime";
import { runSelfTest, smallestSoundCosine, type SelfTestResult } from "./selfTest";
import { recallSelfTest, rememberSelfTest } from "./selfTestMemory";

/** A checkpoint's network in the engine that runs it. */
export interface Network {
  readonly session: EmbeddingSession;
  readonly backend: EmbedBackend;
}

type AdapterSummary = Pick<AdapterFacts, "name" | "isSoftware">;

/** Which adapter to try, or why none. */
type AdapterChoice =
  | { readonly adapter: AdapterSummary; readonly reason: null }
  | { readonly adapter: null; readonly reason: string | null };

/**
 * Decides by what the browser offers: a hardware adapter, or a software one where it is asked for. A software adapter
 * computes right but many times slower than WASM, so it is never chosen by itself.
 */
export async function chooseAdapter(choice: BackendChoice): Promise<AdapterChoice> {
  if (choice === "wasm") return { adapter: null, reason: null };
  if (choice === "javascript") return { adapter: null, reason: "the network has no plain JavaScript engine" };
  const adapter = (await findAdapter())?.facts ?? null;
  if (adapter === null) return { adapter: null, reason: "the browser offers no WebGPU adapter" };
  if (adapter.isSoftware && choice === "auto") {
    return { adapter: null, reason: `the only WebGPU adapter is software (${adapter.name}), slower than WASM` };
  }
  return { adapter, reason: null };
}

/**
 * Opens a checkpoint's network on WebGPU, else WASM. On WebGPU the result of the self-test decides: a GPU whose
 * embeddings differ from WASM's is not used, and the reason is told.
 *
 * @param threads for WASM; 1 where the page is not cross-origin isolated
 */
export async function openNetwork(folder: CheckpointFolder, choice: AdapterChoice, threads: number): Promise<Network> {
  if (choice.adapter === null) return openOnWasm(folder, threads, choice.reason);
  try {
    return await openOnWebgpu(folder, choice.adapter);
  } catch (error) {
    return openOnWasm(folder, threads, error instanceof Error ? error.message : String(error));
  }
}

/** The engine that a network runs in; it is loaded already. */
export function runtimeOf({ backend }: Network): Promise<Runtime> {
  return loadRuntime(backend.kind, backend.threads);
}

async function openOnWasm(folder: CheckpointFolder, threads: number, fallbackReason: string | null): Promise<Network> {
  const runtime = await loadRuntime("wasm", threads);
  const session = await openEmbeddingSession(runtime, "wasm", folder.model, folder.manifest.input);
  const name = "WASM SIMD";
  return { session, backend: { kind: "wasm", name, isSoftware: false, threads, fallbackReason, selfTestCosine: null } };
}

async function openOnWebgpu(folder: CheckpointFolder, adapter: AdapterSummary): Promise<Network> {
  const runtime = await loadRuntime("webgpu", 1);
  const session = await openEmbeddingSession(runtime, "webgpu", folder.model, folder.manifest.input);
  try {
    const { cosine, picture } = await selfTest(folder, adapter, session);
    if (cosine < smallestSoundCosine) {
      throw new Error(`self-test: cosine ${cosine.toFixed(5)} to WASM on picture ${picture}, at least 0.9999 expected`);
    }
    const { name, isSoftware } = adapter;
    return {
      session,
      backend: { kind: "webgpu", name, isSoftware, threads: 1, fallbackReason: null, selfTestCosine: cosine },
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function selfTest(
  folder: CheckpointFolder,
  adapter: AdapterSummary,
  session: EmbeddingSession,
): Promise<SelfTestResult> {
  const recalled = await recallSelfTest(adapter.name, folder.modelSha256);
  if (recalled !== null) return recalled;
  const { input } = folder.manifest;
  // The build that knows WebGPU computes on WASM as well.
  const reference = await openEmbeddingSession(await loadRuntime("webgpu", 1), "wasm", folder.model, input);
  try {
    const result = await runSelfTest(session, reference, input);
    await rememberSelfTest(adapter.name, folder.modelSha256, result);
    return result;
  } finally {
    await reference.release();
  }
}
