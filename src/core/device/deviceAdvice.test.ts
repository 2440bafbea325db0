import { describe, expect, it } from "vitest";

import { adviseDevice } from "./deviceAdvice";
import type { AdapterFacts, BrowserFacts, DeviceFacts } from "./deviceFacts";
import { linuxChromiumFlags } from "./webgpuAdvice";

const adapter: AdapterFacts = {
  name: "NVIDIA GeForce RTX 4090",
  vendor: "nvidia",
  architecture: "lovelace",
  device: "",
  description: "NVIDIA GeForce RTX 4090",
  driver: "",
  isSoftware: false,
  limits: {
    maxBufferSize: 2 ** 32,
    maxStorageBufferBindingSize: 2 ** 31,
    maxStorageBuffersPerShaderStage: 10,
    maxComputeWorkgroupStorageSize: 32768,
    maxComputeInvocationsPerWorkgroup: 1024,
  },
  features: [],
};
const software: AdapterFacts = { ...adapter, name: "google swiftshader", isSoftware: true };
const chrome: BrowserFacts = { family: "chromium", name: "Chrome", version: 150, system: "linux" };

const allIsWell: DeviceFacts = {
  browser: chrome,
  userAgent: "",
  isSecureContext: true,
  isIsolated: true,
  hardwareThreads: 16,
  webgpu: { isPresent: true, adapters: [adapter], languageFeatures: [], failure: null },
  webglRenderer: "ANGLE (NVIDIA Corporation, NVIDIA GeForce RTX 4090/PCIe/SSE2, OpenGL 4.5)",
  wasm: { hasSimd: true, hasRelaxedSimd: true, hasThreads: true },
  storage: { hasPrivateFiles: true, usedBytes: 0, quotaBytes: 2 ** 40 },
};

function withoutGpu(browser: Partial<BrowserFacts>, adapters: readonly AdapterFacts[] = []): DeviceFacts {
  return {
    ...allIsWell,
    browser: { ...chrome, ...browser },
    webgpu: { isPresent: adapters.length > 0, adapters, languageFeatures: [], failure: null },
  };
}

const adviceText = (facts: DeviceFacts) => adviseDevice(facts).join("\n");

describe("adviseDevice", () => {
  it("says that nothing is to be set where all is well", () => {
    expect(adviseDevice(allIsWell)).toEqual([
      "Nothing to set: WebGPU runs on NVIDIA GeForce RTX 4090, WASM with threads, and galleries are kept in files.",
    ]);
  });

  it("names driver, flags and Vulkan for Linux with NVIDIA", () => {
    const text = adviceText(withoutGpu({}, [software]));
    expect(text).toContain("google swiftshader, is software");
    expect(text).toContain("NVIDIA GPUs by itself from version 147 on, with driver 535.183.01");
    expect(text).toContain(linuxChromiumFlags);
    expect(text).toContain("vulkaninfo");
    expect(text).toContain("Without WebGPU everything still works");
  });

  it("knows the flags that Chromium's developers name", () => {
    for (const flag of [
      "--enable-unsafe-webgpu",
      "--ozone-platform=x11",
      "--use-angle=vulkan",
      "Vulkan,VulkanFromANGLE",
    ])
      expect(linuxChromiumFlags).toContain(flag);
  });

  it.each<[Partial<BrowserFacts>, string]>([
    [{ family: "firefox", name: "Firefox", version: 152, system: "linux" }, "dom.webgpu.enabled"],
    [{ family: "firefox", name: "Firefox", version: 140, system: "windows" }, "needs Firefox 141"],
    [{ family: "firefox", name: "Firefox", version: 146, system: "macos" }, "needs Firefox 147"],
    [{ family: "firefox", name: "Firefox", version: 150, system: "macos" }, "Apple silicon only"],
    [{ family: "safari", name: "Safari", version: 18, system: "macos" }, "needs Safari 26, which comes with macOS 26"],
    [{ family: "safari", name: "Safari", version: 26, system: "ios" }, "Update iOS or iPadOS"],
    [{ version: 150, system: "windows" }, "Use graphics acceleration when available"],
    [{ version: 112, system: "windows" }, "needs Chrome 113"],
    [{ version: 120, system: "android" }, "needs Chrome 121"],
    [{ family: "other", name: "unknown browser", version: 0, system: "other" }, "Use a current Chrome"],
  ])("knows what %o needs", (browser, expected) => {
    expect(adviceText(withoutGpu(browser))).toContain(expected);
  });

  it("asks for a secure page before anything else of a browser that hides WebGPU from others", () => {
    const advice = adviseDevice({ ...withoutGpu({}), isSecureContext: false });
    expect(advice[1]).toContain("ssh -L");
    expect(advice.join("\n")).not.toContain(linuxChromiumFlags);
  });

  it("says why asking for an adapter failed", () => {
    const { webgpu, ...rest } = withoutGpu({});
    expect(adviceText({ ...rest, webgpu: { ...webgpu, isPresent: true, failure: "blocked" } })).toContain("(blocked)");
  });

  it("explains one thread by missing isolation, else by the browser", () => {
    const wasm = { ...allIsWell.wasm, hasThreads: false };
    expect(adviceText({ ...allIsWell, wasm, isIsolated: false })).toContain("not cross-origin isolated");
    expect(adviceText({ ...allIsWell, wasm })).toContain("no WASM threads");
  });

  it("names plain JavaScript as what searches without SIMD", () => {
    const facts = withoutGpu({});
    expect(adviceText({ ...facts, wasm: { ...facts.wasm, hasSimd: false } })).toContain("searches on plain JavaScript");
  });

  it("warns of missing and of scarce storage, and not where the browser does not tell", () => {
    const withStorage = (storage: DeviceFacts["storage"]) => adviceText({ ...allIsWell, storage });
    expect(withStorage({ hasPrivateFiles: false, usedBytes: null, quotaBytes: null })).toContain("private files");
    expect(withStorage({ hasPrivateFiles: true, usedBytes: 2 ** 20, quotaBytes: 2 ** 21 })).toContain("Only 1 MiB");
    expect(withStorage({ hasPrivateFiles: true, usedBytes: null, quotaBytes: null })).toContain("Nothing to set");
  });
});
