import type { DeviceReport } from "../../contracts/deviceReport";
import { adviseDevice } from "../../core/device/deviceAdvice";
import type { AdapterFacts, DeviceFacts } from "../../core/device/deviceFacts";
import { readUserAgent } from "../../core/device/readUserAgent";
import { openAccessHandle } from "../opfs/accessHandle";
import { describeAdapter } from "../webgpu/adapter";
import { readWasmFeatures } from "./wasmFeatures";

/** Looks at this machine from a worker, and says what could be set better. Opens no device and leaves no file. */
export async function readReport(): Promise<DeviceReport> {
  const { userAgent, hardwareConcurrency } = navigator;
  const facts: DeviceFacts = {
    browser: readUserAgent(userAgent),
    userAgent,
    isSecureContext,
    isIsolated: crossOriginIsolated,
    hardwareThreads: hardwareConcurrency,
    webgpu: await readWebgpu(),
    webglRenderer: readWebglRenderer(),
    wasm: readWasmFeatures(crossOriginIsolated),
    storage: await readStorage(),
  };
  return { ...facts, advice: adviseDevice(facts) };
}

async function readWebgpu(): Promise<DeviceFacts["webgpu"]> {
  // The types promise `gpu`; a browser without WebGPU, or a page over plain HTTP, has none.
  const gpu = (navigator as Partial<WorkerNavigator>).gpu;
  if (gpu === undefined) return { isPresent: false, adapters: [], languageFeatures: [], failure: null };
  const requests: GPURequestAdapterOptions[] = [
    { powerPreference: "high-performance" },
    { powerPreference: "low-power" },
    { forceFallbackAdapter: true },
  ];
  const adapters = new Map<string, AdapterFacts>();
  let failure: string | null = null;
  for (const request of requests) {
    try {
      const adapter = await gpu.requestAdapter(request);
      if (adapter === null) continue;
      const facts = describeAdapter(adapter);
      const key = [facts.name, facts.device, facts.driver].join("\n");
      if (!adapters.has(key)) adapters.set(key, facts);
    } catch (error) {
      // A browser that refuses one kind of adapter may still give another; the report says so.
      failure ??= error instanceof Error ? error.message : String(error);
    }
  }
  return {
    isPresent: true,
    adapters: [...adapters.values()],
    languageFeatures: [...gpu.wgslLanguageFeatures].sort(),
    failure,
  };
}

/** The GPU's name through WebGL, which most browsers tell where they offer WebGPU none. */
function readWebglRenderer(): string | null {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl");
  if (gl === null) return null;
  const extension = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = gl.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof renderer === "string" ? renderer : null;
}

async function readStorage(): Promise<DeviceFacts["storage"]> {
  const storage = (navigator as Partial<WorkerNavigator>).storage;
  if (storage === undefined) return { hasPrivateFiles: false, usedBytes: null, quotaBytes: null };
  const { usage = null, quota = null } = await storage.estimate();
  return { hasPrivateFiles: await canKeepFiles(storage), usedBytes: usage, quotaBytes: quota };
}

async function canKeepFiles(storage: StorageManager): Promise<boolean> {
  const name = `device-check-${crypto.randomUUID()}`;
  try {
    const folder = await storage.getDirectory();
    const file = await folder.getFileHandle(name, { create: true });
    (await openAccessHandle(file)).close();
    await folder.removeEntry(name);
    return true;
  } catch {
    // Private windows refuse the folder, older browsers the handle: either way files cannot be kept.
    return false;
  }
}
