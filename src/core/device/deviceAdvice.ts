import type { DeviceFacts } from "./deviceFacts";
import { adviseWebgpu } from "./webgpuAdvice";

const mebibyte = 2 ** 20;
// A gallery of 350,000 rows of 512 in float16, with room to write it anew.
const comfortableBytes = 1024 * mebibyte;

/**
 * What a user can do so that the studio runs as fast as this machine allows, in whole sentences, most useful first.
 *
 * Where all is well, one sentence that says so. What is slow or missing is named together with what runs instead.
 */
export function adviseDevice(facts: DeviceFacts): string[] {
  const advice = [...adviseGpu(facts), ...adviseWasm(facts), ...adviseStorage(facts)];
  const [adapter] = facts.webgpu.adapters;
  if (advice.length > 0 || adapter === undefined) return advice;
  return [`Nothing to set: WebGPU runs on ${adapter.name}, WASM with threads, and galleries are kept in files.`];
}

function adviseGpu(facts: DeviceFacts): string[] {
  const [adapter] = facts.webgpu.adapters;
  if (adapter !== undefined && !adapter.isSoftware) return [];
  const { name, version } = facts.browser;
  const reason = facts.webgpu.failure === null ? "" : ` (${facts.webgpu.failure})`;
  const found = !facts.webgpu.isPresent
    ? `This browser, ${name} ${version}, shows no WebGPU${reason}.`
    : adapter === undefined
      ? `This browser, ${name} ${version}, offers no GPU to WebGPU${reason}.`
      : `The only WebGPU adapter, ${adapter.name}, is software: it runs on the processor, slower than WASM, and is used only when WebGPU is chosen in the settings.`;
  const instead = facts.wasm.hasSimd ? "WASM SIMD" : "plain JavaScript";
  return [
    found,
    ...adviseWebgpu(facts),
    `Without WebGPU everything still works, with the same rankings: networks run on WASM, searches on ${instead}.`,
  ];
}

function adviseWasm({ wasm, isIsolated }: DeviceFacts): string[] {
  const advice: string[] = [];
  if (!isIsolated) {
    advice.push(
      "This page is not cross-origin isolated, so WASM runs networks on one thread. Open the studio at the address that npm start prints, without --no-isolation; a server of your own must send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.",
    );
  } else if (!wasm.hasThreads) {
    advice.push("This browser has no WASM threads, so networks run on one. Update it.");
  }
  if (!wasm.hasSimd) advice.push("This browser has no WASM SIMD, which networks and fast searches need. Update it.");
  return advice;
}

function adviseStorage({ storage }: DeviceFacts): string[] {
  if (!storage.hasPrivateFiles) {
    return [
      "This browser keeps no private files here, as in private windows and old versions, so galleries are held in memory and are gone with the page. Use a normal window of a current browser.",
    ];
  }
  if (storage.quotaBytes === null || storage.usedBytes === null) return [];
  const leftBytes = storage.quotaBytes - storage.usedBytes;
  if (leftBytes >= comfortableBytes) return [];
  return [
    `Only ${Math.floor(leftBytes / mebibyte)} MiB are left for galleries in this browser. Free disk space, or remove galleries in the settings.`,
  ];
}
