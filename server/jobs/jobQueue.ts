import { EventEmitter } from "node:events";
import { join } from "node:path";

import type { CompanionJob, JobRequest } from "../../src/contracts/companionApi";
import { isAbortError, isStudioError, StudioError } from "../../src/core/errors";
import { type JobKinds, type JobProgress, kindOf } from "./jobKind";
import type { JobStore, StoredJob } from "./jobStore";

const leastTellMs = 100;
const leastSaveMs = 2000;

/** Something that was told of a job, and its number. */
export interface JobEvent {
  readonly sequence: number;
  readonly job: CompanionJob;
}

interface QueuedJob {
  stored: StoredJob;
  readonly controller: AbortController;
  toldAt: number;
  telling: NodeJS.Timeout | null;
  savedAt: number;
}

/**
 * Runs jobs one after another: each wants all cores, or the one GPU.
 *
 * A job that was running when the companion ended is told as interrupted by the next one; those that waited go on.
 */
export class JobQueue {
  readonly #jobs = new Map<string, QueuedJob>();
  readonly #told = new EventEmitter().setMaxListeners(0);
  #running: Promise<void> | null = null;
  #isClosing = false;

  constructor(
    private readonly store: JobStore,
    private readonly kinds: JobKinds,
  ) {}

  /** Takes up what an earlier companion left. Call it once, before anything else. */
  async open(): Promise<void> {
    for (const stored of await this.store.list()) {
      const queued = this.#keep(stored);
      if (stored.job.phase === "running") await this.#end(queued, "failed", interrupted());
    }
    this.#startNext();
  }

  /** Queues a request. @throws StudioError if its kind refuses it, or the disk is full */
  async submit(request: JobRequest): Promise<CompanionJob> {
    const kind = kindOf(this.kinds, request);
    if (kind === undefined) {
      throw new StudioError(
        "CompanionRefusedError",
        `expected a job of a kind that this companion knows; found "${request.kind}"`,
        "Load the page again, so that it is of the companion's version.",
      );
    }
    await kind.check(request);
    const id = await this.store.create(request);
    const job = {
      id,
      kind: request.kind,
      phase: "waiting",
      stage: "waiting for its turn",
      done: 0,
      total: null,
    } as const;
    const queued = this.#keep({
      schema: 1,
      job: { ...job, failure: null, subject: subjectOf(request) },
      sequence: 1,
      result: null,
    });
    await this.store.save(queued.stored);
    this.#startNext();
    return queued.stored.job;
  }

  list(): CompanionJob[] {
    return [...this.#jobs.values()].map(({ stored }) => stored.job);
  }

  /** What was told last. @throws JobFailedError if there is no such job */
  read(id: string): JobEvent {
    return this.#find(id).stored;
  }

  /** Absolute path of a finished job's result. @throws JobFailedError if there is none */
  resultOf(id: string): string {
    const { job, result } = this.#find(id).stored;
    if (job.phase === "done" && result !== null) return join(this.store.folderOf(id), result);
    throw new StudioError(
      "JobFailedError",
      `expected job ${id} to have a result; it is ${job.phase}`,
      job.phase === "waiting" || job.phase === "running" ? "Wait until it is done." : "Start it again.",
    );
  }

  /** Cancels a job; one that is over is forgotten, with its folder. */
  async remove(id: string): Promise<void> {
    const queued = this.#find(id);
    const { phase } = queued.stored.job;
    if (phase === "running") queued.controller.abort();
    else if (phase === "waiting") await this.#end(queued, "cancelled", null);
    else {
      this.#jobs.delete(id);
      await this.store.remove(id);
    }
  }

  /** Hears what is told of a job from now on. Returns what ends it. */
  follow(id: string, listener: (event: JobEvent) => void): () => void {
    this.#told.on(id, listener);
    return () => void this.#told.off(id, listener);
  }

  /** Stops what runs, and waits until it has. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { controller } of this.#jobs.values()) controller.abort();
    await this.#running;
  }

  #keep(stored: StoredJob): QueuedJob {
    const queued = { stored, controller: new AbortController(), toldAt: 0, telling: null, savedAt: 0 };
    this.#jobs.set(stored.job.id, queued);
    return queued;
  }

  #find(id: string): QueuedJob {
    const queued = this.#jobs.get(id);
    if (queued !== undefined) return queued;
    throw new StudioError(
      "JobFailedError",
      `expected a job of this companion; it has none with the id "${id.slice(0, 80)}"`,
      "It was removed, or belongs to a companion with another folder of jobs. Start it again.",
    );
  }

  #startNext(): void {
    if (this.#running !== null || this.#isClosing) return;
    const next = [...this.#jobs.values()].find(({ stored }) => stored.job.phase === "waiting");
    if (next === undefined) return;
    this.#running = this.#run(next).finally(() => {
      this.#running = null;
      this.#startNext();
    });
  }

  async #run(queued: QueuedJob): Promise<void> {
    const { id } = queued.stored.job;
    const { signal } = queued.controller;
    try {
      const request = await this.store.readRequest(id);
      const kind = kindOf(this.kinds, request);
      if (kind === undefined) throw new Error(`no kind ${request.kind}`);
      await this.#change(queued, { phase: "running", stage: "starting" });
      signal.throwIfAborted(); // asked while the state was saved
      const report = (progress: JobProgress): void => this.#report(queued, progress);
      const result = await kind.run({ request, folder: this.store.folderOf(id), signal, report });
      signal.throwIfAborted();
      queued.stored = { ...queued.stored, result };
      await this.#end(queued, "done", null);
    } catch (error) {
      if (signal.aborted || isAbortError(error)) {
        await (this.#isClosing ? this.#end(queued, "failed", interrupted()) : this.#end(queued, "cancelled", null));
      } else await this.#end(queued, "failed", failureOf(error));
    }
  }

  #report(queued: QueuedJob, { stage, done, total }: JobProgress): void {
    const { job, sequence } = queued.stored;
    if (job.phase !== "running") return;
    queued.stored = { ...queued.stored, job: { ...job, stage, done, total }, sequence: sequence + 1 };
    const now = Date.now();
    queued.telling ??= setTimeout(() => this.#tell(queued), Math.max(0, queued.toldAt + leastTellMs - now));
    if (now - queued.savedAt < leastSaveMs) return;
    queued.savedAt = now;
    // What is lost here is the last seconds' progress of a companion that dies.
    this.store
      .save(queued.stored)
      .catch((error: unknown) => console.error(`${job.id}: its progress was not saved:`, error));
  }

  #tell(queued: QueuedJob): void {
    if (queued.telling !== null) clearTimeout(queued.telling);
    queued.telling = null;
    queued.toldAt = Date.now();
    this.#told.emit(queued.stored.job.id, queued.stored);
  }

  async #end(queued: QueuedJob, phase: CompanionJob["phase"], failure: CompanionJob["failure"]): Promise<void> {
    await this.#change(queued, { phase, failure });
  }

  /** Saved before it is told, so that nothing that was told is forgotten. */
  async #change(queued: QueuedJob, change: Partial<CompanionJob>): Promise<void> {
    const { stored } = queued;
    queued.stored = { ...stored, job: { ...stored.job, ...change }, sequence: stored.sequence + 1 };
    try {
      await this.store.save(queued.stored);
    } catch (error) {
      // A full disk must not keep the others from running; this companion still knows how the job ended.
      console.error(`${stored.job.id}: its state was not saved:`, error);
    }
    this.#tell(queued);
  }
}

/** The longest part of a request that is repeated in every event; tables are left out whatever their length. */
const longestSubject = 200;

function subjectOf(request: JobRequest): CompanionJob["subject"] {
  const entries = Object.entries(request).filter(
    (entry): entry is [string, string | number] =>
      entry[0] !== "kind" &&
      (typeof entry[1] === "number" ||
        (typeof entry[1] === "string" && entry[1].length <= longestSubject && !entry[1].includes("\n"))),
  );
  return Object.fromEntries(entries);
}

function failureOf(error: unknown): CompanionJob["failure"] {
  if (isStudioError(error)) return { name: error.name, message: error.message, hint: error.hint };
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  if (code === "ENOSPC" || code === "EDQUOT") {
    return {
      name: "StorageFullError",
      message: `room on the companion's disk was expected; it is full (${message})`,
      hint: "Free some space there and start the job again.",
    };
  }
  console.error(error);
  return { name: "JobFailedError", message, hint: "This is a bug of the studio; the companion's window shows more." };
}

function interrupted(): NonNullable<CompanionJob["failure"]> {
  return {
    name: "JobFailedError",
    message: "the companion was stopped while this job ran",
    hint: "Start it again; what is in the library already is not done twice.",
  };
}
