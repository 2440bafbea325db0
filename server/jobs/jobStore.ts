import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { companionJobSchema, type JobRequest, jobRequestSchema } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import { writeWhole } from "../files/writeWhole";

const storedJobSchema = z.object({
  schema: z.literal(1),
  job: companionJobSchema,
  /** Counts what was told of the job; an event's number. */
  sequence: z.number(),
  /** Name of the result's file; null where there is none. */
  result: z.string().nullable(),
});
/** `state.json` of a job's folder. */
export type StoredJob = z.infer<typeof storedJobSchema>;

const idPattern = /^\d{8}-\d{9}-[0-9a-f]{6}$/;

/**
 * Jobs as folders: `ID/request.json`, `ID/state.json` and what the job itself writes. There is no other database.
 *
 * A file is written under another name, flushed and renamed, so that a companion that dies leaves the old or the new one.
 */
export class JobStore {
  #saving = Promise.resolve();

  /** @param root absolute; made at the first job */
  constructor(readonly root: string) {}

  /** Makes a job's folder with its request. Ids sort by time. */
  async create(request: JobRequest): Promise<string> {
    const time = new Date()
      .toISOString()
      .replace(/[-:.Z]/g, "")
      .replace("T", "-");
    const id = `${time}-${randomBytes(3).toString("hex")}`;
    await mkdir(this.folderOf(id), { recursive: true });
    try {
      await writeWhole(join(this.folderOf(id), "request.json"), JSON.stringify(request));
    } catch (error) {
      await this.remove(id);
      throw error;
    }
    return id;
  }

  async readRequest(id: string): Promise<JobRequest> {
    return jobRequestSchema.parse(JSON.parse(await readFile(join(this.folderOf(id), "request.json"), "utf8")));
  }

  /** Saves in the order of the calls, one at a time. */
  async save(stored: StoredJob): Promise<void> {
    const write = () => writeWhole(join(this.folderOf(stored.job.id), "state.json"), JSON.stringify(stored));
    const saving = this.#saving.then(write);
    this.#saving = saving.catch(() => undefined);
    await saving;
  }

  /** All jobs, oldest first. Folders without a state are those of requests that were never answered; they are removed. */
  async list(): Promise<StoredJob[]> {
    const names = await readdir(this.root).catch(() => []);
    const jobs: StoredJob[] = [];
    for (const id of names.filter((name) => idPattern.test(name)).sort()) {
      const text = await readFile(join(this.root, id, "state.json"), "utf8").catch(() => null);
      if (text === null) await this.remove(id);
      else jobs.push(readState(text, join(this.root, id)));
    }
    return jobs;
  }

  async remove(id: string): Promise<void> {
    await this.#saving;
    await rm(this.folderOf(id), { recursive: true, force: true });
  }

  /** The folder of a job. The id must be one that this store made. */
  folderOf(id: string): string {
    if (!idPattern.test(id)) throw new Error(`"${id}" is no id of a job`);
    return join(this.root, id);
  }
}

function readState(text: string, folder: string): StoredJob {
  let state: unknown = null;
  try {
    state = JSON.parse(text);
  } catch {
    // The same fault as JSON of another form.
  }
  const parsed = storedJobSchema.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    "JobFailedError",
    `expected ${folder} to hold a job of schema 1; its state.json says otherwise`,
    "Remove that folder, or start the companion with the version of the studio that wrote it.",
  );
}
