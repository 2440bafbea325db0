import { StudioError } from "../../src/core/errors";
import { canInstallPackages, installPackages } from "./debianPackages";
import { findProgram } from "./programs";

const usualPlaces = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Path of the machine's Chromium or Chrome, or null. CHROMIUM_PATH names another one. */
export function findChromium(): string | null {
  const named = process.env["CHROMIUM_PATH"];
  return findProgram(named === undefined ? usualPlaces : [named]);
}

/**
 * Path of the machine's Chromium, installed now where that is possible.
 *
 * @throws BrowserUnavailableError
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  const isNamed = process.env["CHROMIUM_PATH"] !== undefined;
  const installed = !isNamed && canInstallPackages() && installPackages(["chromium"]) ? findChromium() : null;
  if (installed !== null) return installed;
  throw new StudioError(
    "BrowserUnavailableError",
    isNamed
      ? `expected a browser at CHROMIUM_PATH; found none at ${process.env["CHROMIUM_PATH"] ?? ""}`
      : `expected Chromium or Chrome on the PATH; found none of ${usualPlaces.slice(0, 4).join(", ")}`,
    "Install Chromium (Debian, Ubuntu: apt-get install chromium), or set CHROMIUM_PATH to where it is.",
  );
}
