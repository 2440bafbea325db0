import type { BrowserFacts, DeviceFacts } from "./deviceFacts";

/** The flags that Chromium's developers name for GPUs on Linux that it does not offer by itself. */
export const linuxChromiumFlags =
  "--enable-unsafe-webgpu --ozone-platform=x11 --use-angle=vulkan --enable-features=Vulkan,VulkanFromANGLE";

/**
 * What to set in this browser for WebGPU on real hardware: whole sentences, to be done in order.
 *
 * Versions and flags as of 2026; a newer browser needs fewer of them, never others.
 *
 * @see https://github.com/gpuweb/gpuweb/wiki/Implementation-Status and gpuweb issues 5022 (flags) and 6331 (Firefox)
 */
export function adviseWebgpu(facts: DeviceFacts): string[] {
  if (!facts.isSecureContext) {
    return [
      "This page came over plain HTTP from another machine, and browsers give WebGPU only to HTTPS pages and to this machine's own. Forward the studio's port to this one (ssh -L PORT:127.0.0.1:PORT HOST) and open http://127.0.0.1:PORT here.",
    ];
  }
  switch (facts.browser.family) {
    case "chromium":
      return facts.browser.system === "linux" ? adviseLinuxChromium(facts) : adviseChromium(facts.browser);
    case "firefox":
      return adviseFirefox(facts.browser);
    case "safari":
      return adviseSafari(facts.browser);
    case "other":
      return ["Use a current Chrome, Edge, Firefox or Safari."];
  }
}

function adviseLinuxChromium(facts: DeviceFacts): string[] {
  const { name, version } = facts.browser;
  const hasNvidia = [facts.webglRenderer ?? "", ...facts.webgpu.adapters.map(({ name }) => name)].some((gpu) =>
    /nvidia|geforce|quadro|tesla|\brtx\b/i.test(gpu),
  );
  const vendor = hasNvidia
    ? `${name} offers NVIDIA GPUs by itself from version 147 on, with driver 535.183.01 or newer. This is version ${version}; nvidia-smi prints the driver's.`
    : `${name} offers GPUs on Linux by itself where they are Intel of generation 12 or newer (from version 144 on) or NVIDIA with driver 535.183.01 or newer (from 147 on). This is version ${version}.`;
  return [
    vendor,
    `Otherwise close all its windows and start it with: ${linuxChromiumFlags}`,
    "The X11 flag is needed on Wayland too, because the browser's Vulkan does not run there. If chrome://gpu says that the GPU is on a block list, add --ignore-gpu-blocklist.",
    "vulkaninfo --summary must list the GPU. If it does not, install the Vulkan part of its driver; a browser from Snap or Flatpak may not see it, a system package does.",
  ];
}

function adviseChromium({ name, version, system }: BrowserFacts): string[] {
  const needed = system === "android" ? 121 : 113;
  if (version < needed) return [`WebGPU needs ${name} ${needed} or newer; this is ${version}. Update it.`];
  return [
    `Turn on "Use graphics acceleration when available" in ${name}'s settings under System, update the graphics driver, and restart the browser. chrome://gpu says why WebGPU is off.`,
  ];
}

function adviseFirefox({ version, system }: BrowserFacts): string[] {
  const needed = system === "macos" ? 147 : 141;
  if (version < needed) return [`WebGPU needs Firefox ${needed} or newer; this is ${version}. Update it.`];
  const steps = ["about:support says under Graphics why WebGPU is off."];
  if (system === "macos") steps.push("Firefox has WebGPU on Macs with Apple silicon only; on others use Chrome.");
  return [
    "Open about:config, set dom.webgpu.enabled to true, and restart Firefox; releases for Linux and Android keep it off.",
    ...steps,
  ];
}

function adviseSafari({ version, system }: BrowserFacts): string[] {
  const device = system === "ios" ? "iOS or iPadOS" : "macOS";
  if (version >= 26) return [`Update ${device}; Safari ${version} has WebGPU where the device supports it.`];
  return [`WebGPU needs Safari 26, which comes with ${device} 26; this is ${version}. Update the system.`];
}
