import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

/** Folder of the repository, absolute, with a closing slash. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Where the user stood when calling `npm run`, so that relative paths mean what they say there. */
export const userFolder = process.env["INIT_CWD"] ?? process.cwd();

/** The version that package.json states. */
export function studioVersion(): string {
  const text = readFileSync(join(root, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
