import { randomBytes } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { type RunRecipe, runRecipeSchema } from "../../src/contracts/companionRuns";
import { StudioError } from "../../src/core/errors";
import { writeWhole } from "../files/writeWhole";
import type { ProcessMark } from "./processMark";
import {
  processMarkSchema,
  resumeStateFile,
  runFile,
  type RunJob,
  runJobSchema,
  type StoredRun,
  storedRunSchema,
} from "./runFiles";

const idPattern = /^\d{8}-\d{9}-[0-9a-f]{6}$/;
const removedPrefix = "removed-";

/** Runs that could be read, oldest first, and folders that could not. */
export interface RunList {
  readonly runs: readonly StoredRun[];
  readonly broken: readonly { readonly id: string; readonly message: string }[];
}

/** What a run is made of before it has begun. */
export interface NewRun {
  readonly recipe: RunRecipe;
  readonly job: Omit<RunJob, "run">;
  /** The item table's text, or the path of one that is copied. */
  readonly items: { readonly text: string } | { readonly path: string };
}

/** Runs as folders, as `runFiles` names their files. There is no other database. */
export class RunStore {
  #saving = Promise.resolve();

  /** @param root absolute; made with the first run */
  constructor(readonly root: string) {}

  /** Makes a run's folder, complete but for its state. Ids sort by time. */
  async create({ recipe, job, items }: NewRun): Promise<string> {
    const time = new Date()
      .toISOString()
      .replace(/[-:.Z]/g, "")
      .replace("T", "-");
    const id = `${time}-${randomBytes(3).toString("hex")}`;
    const folder = this.folderOf(id);
    await mkdir(folder, { recursive: true });
    try {
      if ("text" in items) await writeWhole(runFile(folder, "items"), items.text);
      else await cp(items.path, runFile(folder, "items"));
      await writeWhole(runFile(folder, "recipe"), `${JSON.stringify(recipe, null, 2)}\n`);
      await writeWhole(runFile(folder, "job"), `${JSON.stringify({ ...job, run: id }, null, 2)}\n`);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return id;
  }

  /** @throws RecipeFormatError where somebody changed its file */
  async readRecipe(id: string): Promise<RunRecipe> {
    return readOwn(runFile(this.folderOf(id), "recipe"), runRecipeSchema);
  }

  /** What the trainer is told, but for the run it is for. @throws RecipeFormatError where somebody changed its file */
  async readJob(id: string): Promise<NewRun["job"]> {
    const path = runFile(this.folderOf(id), "job");
    const { schema, itemsFolder, device, startWeights } = await readOwn(path, runJobSchema);
    return { schema, itemsFolder, device, startWeights };
  }

  /** Saves in the order of the calls, one at a time. */
  async save(stored: StoredRun): Promise<void> {
    const write = () => writeWhole(runFile(this.folderOf(stored.run.id), "state"), JSON.stringify(stored));
    const saving = this.#saving.then(write);
    this.#saving = saving.catch(() => undefined);
    await saving;
  }

  async saveProcess(id: string, mark: ProcessMark): Promise<void> {
    await writeWhole(runFile(this.folderOf(id), "process"), JSON.stringify(mark));
  }

  /** Whether its trainer left something to go on from, whether or not it told so. */
  async hasResumeState(id: string): Promise<boolean> {
    const folder = runFile(this.folderOf(id), "resume");
    const steps = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
    const files = await Promise.all(steps.map((step) => readdir(join(folder, step)).catch((): string[] => [])));
    return files.some((names) => names.includes(resumeStateFile));
  }

  /** The process that trained last; null where none did, or its file is unreadable. */
  async readProcess(id: string): Promise<ProcessMark | null> {
    const text = await readFile(runFile(this.folderOf(id), "process"), "utf8").catch(() => "");
    return processMarkSchema.safeParse(json(text)).data ?? null;
  }

  async forgetProcess(id: string): Promise<void> {
    await rm(runFile(this.folderOf(id), "process"), { force: true });
  }

  /** Folders without a state are those of requests that were never answered; they are removed, as half removed ones are. */
  async list(): Promise<RunList> {
    const runs: StoredRun[] = [];
    const broken: { id: string; message: string }[] = [];
    for (const name of (await readdir(this.root).catch(() => [])).sort()) {
      const folder = join(this.root, name);
      if (name.startsWith(removedPrefix)) await rm(folder, { recursive: true, force: true });
      if (!idPattern.test(name)) continue;
      const text = await readFile(runFile(folder, "state"), "utf8").catch(() => null);
      if (text === null) {
        await this.remove(name);
        continue;
      }
      const parsed = storedRunSchema.safeParse(json(text));
      if (parsed.success && parsed.data.run.id === name) runs.push(parsed.data);
      else broken.push({ id: name, message: faultOf(folder, parsed.error) });
    }
    return { runs, broken };
  }

  /** Gone at once under its name, however long the removing takes. */
  async remove(id: string): Promise<void> {
    await this.#saving;
    const removed = join(this.root, `${removedPrefix}${id}`);
    await rename(this.folderOf(id), removed);
    await rm(removed, { recursive: true, force: true });
  }

  /** The folder of a run. @throws JobFailedError for what is no id: it may come from a request */
  folderOf(id: string): string {
    if (idPattern.test(id)) return join(this.root, id);
    throw new StudioError(
      "JobFailedError",
      `expected a run's id; found "${id.slice(0, 80)}"`,
      "Open the list of runs.",
    );
  }
}

async function readOwn<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  const parsed = schema.safeParse(json(await readFile(path, "utf8").catch(() => "")));
  if (parsed.success) return parsed.data;
  throw new StudioError(
    "RecipeFormatError",
    `expected ${path} as the companion wrote it; ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    "Put it back, or start a new run.",
  );
}

function faultOf(folder: string, error: z.ZodError | undefined): string {
  const fault = error === undefined ? "it names another run" : z.prettifyError(error).replaceAll("\n", " ");
  return `expected ${runFile(folder, "state")} to describe a run, schema 1; ${fault}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the same fault as JSON of another form
  }
}
