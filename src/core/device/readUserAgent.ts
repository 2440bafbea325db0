import type { BrowserFacts } from "./deviceFacts";

type Family = BrowserFacts["family"];
type System = BrowserFacts["system"];

// The first pattern that matches wins: Edge and Opera also say "Chrome", and Chrome also says "Safari".
const browsers: readonly { readonly pattern: RegExp; readonly family: Family; readonly name: string }[] = [
  { pattern: /(?:Edg|EdgA)\/(\d+)/, family: "chromium", name: "Edge" },
  { pattern: /OPR\/(\d+)/, family: "chromium", name: "Opera" },
  { pattern: /SamsungBrowser\/(\d+)/, family: "chromium", name: "Samsung Internet" },
  { pattern: /Firefox\/(\d+)/, family: "firefox", name: "Firefox" },
  { pattern: /HeadlessChrome\/(\d+)/, family: "chromium", name: "Chrome (headless)" },
  { pattern: /Chrome\/(\d+)/, family: "chromium", name: "Chrome" },
  { pattern: /Version\/(\d+)(?:\.\d+)*(?: Mobile\/\w+)? Safari\//, family: "safari", name: "Safari" },
];

// Android says "Linux" too, and an iPhone says "like Mac OS X".
const systems: readonly { readonly pattern: RegExp; readonly system: System }[] = [
  { pattern: /iPhone|iPad|iPod/, system: "ios" },
  { pattern: /Android/, system: "android" },
  { pattern: /CrOS/, system: "chromeos" },
  { pattern: /Windows/, system: "windows" },
  { pattern: /Macintosh|Mac OS X/, system: "macos" },
  { pattern: /Linux|X11/, system: "linux" },
];

/**
 * Browser and operating system by a user agent string.
 *
 * Only for advice and for showing: what a browser can do is always asked of the browser itself. Every browser on iOS
 * is Safari's engine, so it counts as Safari whatever it calls itself.
 *
 * @returns `other`, version 0, for what no pattern knows
 */
export function readUserAgent(userAgent: string): BrowserFacts {
  const system = systems.find(({ pattern }) => pattern.test(userAgent))?.system ?? "other";
  for (const { pattern, family, name } of browsers) {
    const match = pattern.exec(userAgent);
    if (match !== null) {
      return { family: system === "ios" ? "safari" : family, name, version: Number(match[1]), system };
    }
  }
  return { family: system === "ios" ? "safari" : "other", name: "unknown browser", version: 0, system };
}
