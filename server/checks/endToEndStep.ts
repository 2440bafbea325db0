import { join } from "node:path";

import { ensureChromium } from "../environment/chromium";
import { packageProgram, reports } from "./checkSteps";
import { commandStep } from "./step";
import { tallyPlaywright } from "./tally";

/** The studio in a real browser. Prints as it goes: it measures retrieval too. */
export const endToEndStep = commandStep({
  name: "end-to-end tests",
  runsAlone: true,
  commands: () => {
    ensureChromium();
    return [packageProgram("playwright/cli.js", "test")];
  },
  report: { file: join(reports, "playwright.json"), read: tallyPlaywright },
});
