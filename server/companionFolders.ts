import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { z } from "zod";

import { StudioError } from "../src/core/errors";
import { root, userFolder } from "./checkout";
import type { CompanionFolders } from "./companionParts";
import type { NamedFolder } from "./datasets/datasetRoots";

/** What a user said of the companion's folders on the command line. */
export interface FolderArguments {
  /** Each `NAME=DIR`. */
  readonly data: readonly string[];
  readonly checkpoints: string | undefined;
  readonly weights: string | undefined;
  readonly work: string | undefined;
  /** A JSON file with the same words; what the command line says besides is added or goes first. */
  readonly config: string | undefined;
}

const configSchema = z.strictObject({
  data: z.record(z.string().min(1), z.string().min(1)).optional(),
  checkpoints: z.string().min(1).optional(),
  weights: z.string().min(1).optional(),
  work: z.string().min(1).optional(),
});

/**
 * Which folders the companion uses. Relative ones are meant from where the user stood, or from the file's own folder.
 *
 * @throws CommandUsageError for a folder that is not there, or a file that says something else
 */
export function readCompanionFolders(said: FolderArguments): CompanionFolders {
  const { data, config } = said;
  const file = config === undefined ? {} : readConfig(resolve(userFolder, config));
  const fileFolder = config === undefined ? userFolder : dirname(resolve(userFolder, config));
  const filed = Object.entries(file.data ?? {}).map(([name, path]) => ({ name, path: resolve(fileFolder, path) }));
  const placed = (name: "checkpoints" | "weights" | "work"): string | null => {
    const [typed, filed] = [said[name], file[name]];
    return typed !== undefined ? resolve(userFolder, typed) : filed !== undefined ? resolve(fileFolder, filed) : null;
  };
  const folders = {
    data: [...filed, ...data.map(readNamedFolder)],
    checkpoints: placed("checkpoints"),
    weights: placed("weights"),
    work: placed("work") ?? join(root, ".studio/companion"),
  };
  for (const { name, path } of folders.data) checkFolder(`--data ${name}=DIR`, path);
  if (folders.checkpoints !== null) checkFolder("--checkpoints", folders.checkpoints);
  if (folders.weights !== null) checkFolder("--weights", folders.weights);
  return folders;
}

function readNamedFolder(text: string): NamedFolder {
  const [, name = "", path = ""] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (name.trim() !== "" && path !== "") return { name: name.trim(), path: resolve(userFolder, path) };
  throw new StudioError(
    "CommandUsageError",
    `expected --data to be followed by NAME=DIR; found "${text}"`,
    "For example: --data drawings=/home/me/drawings",
  );
}

function readConfig(path: string): z.infer<typeof configSchema> {
  let fault: string;
  try {
    const parsed = configSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    fault = z.prettifyError(parsed.error).replaceAll("\n", " ");
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  throw new StudioError(
    "CommandUsageError",
    `expected --config to name a JSON file of the companion's folders; ${path}: ${fault}`,
    'For example: { "data": { "drawings": "/home/me/drawings" }, "checkpoints": "checkpoints" }',
  );
}

function checkFolder(option: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new StudioError(
    "CommandUsageError",
    `expected ${option} to name a folder; found none at ${path}`,
    "Check its spelling, and that its disk is there.",
  );
}
