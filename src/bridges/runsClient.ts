import {
  type CompanionRecipes,
  companionRecipesSchema,
  type CompanionRun,
  companionRunSchema,
  companionRunsSchema,
  type DuplicateRequest,
  type Machine,
  machineSchema,
  type RunCheckpoint,
  runCheckpointsSchema,
  runDetailSchema,
  runMessageSchema,
  runPaths,
  type RunRecipe,
  type RunRequest,
} from "../contracts/companionRuns";
import type { TrainingEvent } from "../core/runs/trainingEvent";
import { askCompanion, readAnswer } from "./askCompanion";
import { followEvents } from "./followEvents";
import { readCurves } from "./readCurves";

/** Who hears what a run tells. */
export interface RunListener {
  /** In their order; the next ones wait for it. */
  readonly onEvents: (events: readonly TrainingEvent[]) => Promise<void>;
  /** How the run stands, after the events up to now. */
  readonly onRun: (run: CompanionRun) => void;
}

/** Trainings on the companion that served this page. */
export interface Runs {
  /** Oldest first, and folders that hold no readable run. */
  list(signal: AbortSignal): Promise<{
    readonly runs: readonly CompanionRun[];
    readonly broken: readonly { readonly id: string; readonly message: string }[];
  }>;
  readRecipe(signal: AbortSignal, id: string): Promise<RunRecipe>;
  /** Queues a training. */
  start(signal: AbortSignal, request: RunRequest): Promise<CompanionRun>;
  rename(signal: AbortSignal, id: string, name: string): Promise<CompanionRun>;
  /** Saves and stops; asked twice, kills. */
  stop(signal: AbortSignal, id: string): Promise<CompanionRun>;
  resume(signal: AbortSignal, id: string): Promise<CompanionRun>;
  duplicate(signal: AbortSignal, id: string, request: DuplicateRequest): Promise<CompanionRun>;
  /** Deletes a run that does not run, with its checkpoints. */
  remove(signal: AbortSignal, id: string): Promise<void>;
  /** Hears all that a run told, then each change until it is over. The signal ends the listening, not the run. */
  follow(signal: AbortSignal, id: string, listener: RunListener): Promise<void>;
  /** The end of what the trainer wrote, up to `bytes`. */
  readLogTail(signal: AbortSignal, id: string, bytes: number): Promise<string>;
  listCheckpoints(signal: AbortSignal, id: string): Promise<RunCheckpoint[]>;
  listRecipes(signal: AbortSignal): Promise<CompanionRecipes>;
  readMachine(signal: AbortSignal): Promise<Machine>;
}

const over: readonly CompanionRun["phase"][] = ["stopped", "interrupted", "finished", "failed"];

/** Whether a run does nothing and waits for nothing; it may still be resumed. */
export function isRunOver({ phase }: Pick<CompanionRun, "phase">): boolean {
  return over.includes(phase);
}

/** @param baseUrl absolute address of the companion, with `/` at its end */
export function makeRuns(baseUrl: string): Runs {
  const at = (path: string): string => new URL(path, baseUrl).href;
  const runAt = (id: string): string => at(`${runPaths.runs}/${encodeURIComponent(id)}`);
  const changing = async (url: string, signal: AbortSignal, method: string, body?: unknown): Promise<CompanionRun> => {
    const json = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const init = { signal, method, ...(body === undefined ? {} : json) };
    return readAnswer(companionRunSchema, await askCompanion(url, init));
  };
  return {
    list: async (signal) => readAnswer(companionRunsSchema, await askCompanion(at(runPaths.runs), { signal })),
    readRecipe: async (signal, id) =>
      (await readAnswer(runDetailSchema, await askCompanion(runAt(id), { signal }))).recipe,
    start: (signal, request) => changing(at(runPaths.runs), signal, "POST", request),
    rename: (signal, id, name) => changing(runAt(id), signal, "PATCH", { name }),
    stop: (signal, id) => changing(`${runAt(id)}/stop`, signal, "POST"),
    resume: (signal, id) => changing(`${runAt(id)}/resume`, signal, "POST"),
    duplicate: (signal, id, request) => changing(`${runAt(id)}/duplicate`, signal, "POST", request),
    remove: async (signal, id) => {
      await askCompanion(runAt(id), { signal, method: "DELETE" });
    },
    follow: (signal, id, listener) => followRun(signal, runAt(id), listener),
    readLogTail: (signal, id, bytes) => readLogTail(signal, `${runAt(id)}/log`, bytes),
    listCheckpoints: async (signal, id) => {
      const response = await askCompanion(`${runAt(id)}/checkpoints`, { signal });
      return (await readAnswer(runCheckpointsSchema, response)).checkpoints;
    },
    listRecipes: async (signal) =>
      readAnswer(companionRecipesSchema, await askCompanion(at(runPaths.recipes), { signal })),
    readMachine: async (signal) => readAnswer(machineSchema, await askCompanion(at(runPaths.machine), { signal })),
  };
}

async function followRun(signal: AbortSignal, url: string, listener: RunListener): Promise<void> {
  // What was told before comes faster from the file: the companion need not read it, only hand it on.
  const offset = await readCurves(signal, `${url}/curves`, (events) => listener.onEvents(events));
  let isOver = false;
  const take = async (data: string) => {
    const { run, events } = runMessageSchema.parse(JSON.parse(data));
    isOver = isRunOver(run);
    await listener.onEvents(events);
    listener.onRun(run);
  };
  await followEvents(signal, `${url}/events`, take, { isOver: () => isOver, lastEventId: String(offset) });
}

async function readLogTail(signal: AbortSignal, url: string, bytes: number): Promise<string> {
  try {
    return await (await askCompanion(url, { signal, headers: { Range: `bytes=-${bytes}` } })).text();
  } catch {
    signal.throwIfAborted();
    // A log without a byte has no last ones either: the companion refuses the range, and answers for the whole.
    return (await askCompanion(url, { signal })).text();
  }
}
