import { describe, expect, it } from "vitest";

import { readUserAgent } from "./readUserAgent";

const linux = "Mozilla/5.0 (X11; Linux x86_64)";

describe("readUserAgent", () => {
  it.each([
    [
      `${linux} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`,
      "chromium",
      "Chrome",
      156,
      "linux",
    ],
    [
      `${linux} AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36`,
      "chromium",
      "Chrome (headless)",
      156,
      "linux",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
      "chromium",
      "Edge",
      150,
      "windows",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0", "firefox", "Firefox", 152, "linux"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.4 Safari/605.1.15",
      "safari",
      "Safari",
      26,
      "macos",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      "safari",
      "Safari",
      26,
      "ios",
    ],
    [
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
      "chromium",
      "Chrome",
      140,
      "android",
    ],
    [
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
      "chromium",
      "Chrome",
      140,
      "chromeos",
    ],
  ])("reads %s", (...[userAgent, family, name, version, system]) => {
    expect(readUserAgent(userAgent)).toEqual({ family, name, version, system });
  });

  it("says so where it knows neither browser nor system", () => {
    expect(readUserAgent("curl/8")).toEqual({ family: "other", name: "unknown browser", version: 0, system: "other" });
  });
});
