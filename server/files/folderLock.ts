import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { StudioError } from "../../src/core/errors";
import { isAlive, markOf, type ProcessMark } from "../runs/processMark";
import { processMarkSchema } from "../runs/runFiles";

const fileName = "companion.lock";

/**
 * Takes a folder of work for this process: two companions would start the same runs and overwrite each other's states.
 *
 * A lock whose process is gone is taken over.
 *
 * @param folder absolute; made where it is missing
 * @returns what gives the folder back
 * @throws LockedElsewhereError where another companion has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, fileName);
  const own = `${path}.${process.pid}`;
  await writeFile(own, JSON.stringify(markOf(process.pid)));
  try {
    for (let tries = 0; tries < 2; tries++) {
      // A link is there whole or not at all, unlike a file that is opened and then written.
      if (await isLinked(own, path)) return () => rm(path, { force: true });
      const holder = await readHolder(path);
      if (holder !== null && isAlive(holder)) throw taken(folder, holder);
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  throw taken(folder, null);
}

async function isLinked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<ProcessMark | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return processMarkSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // of a machine that went down while it was written
  }
}

function taken(folder: string, holder: ProcessMark | null): StudioError {
  const who = holder === null ? "another companion" : `the companion with process id ${holder.pid}`;
  return new StudioError(
    "LockedElsewhereError",
    `expected the folder of work at ${folder} to be free; ${who} uses it`,
    "Open that companion's page, stop it, or start this one with another --work DIR.",
  );
}
