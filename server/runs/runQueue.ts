import { EventEmitter } from "node:events";
import { appendFile } from "node:fs/promises";

import type {
  CompanionRun,
  DuplicateRequest,
  RunDevice,
  RunRecipe,
  RunRequest,
} from "../../src/contracts/companionRuns";
import { isStudioError, StudioError } from "../../src/core/errors";
import type { FindTrainer } from "../jobs/runTrainer";
import type { EventPart } from "./eventLines";
import { type JudgedRun, waitingRun } from "./newRun";
import { isAlive, type ProcessMark } from "./processMark";
import { isOver, isSettled, withEvent } from "./recordedRun";
import { endingOf, readTrainerEnd } from "./runEnding";
import { runFile, type StoredRun } from "./runFiles";
import type { RunList, RunStore } from "./runStore";
import { endTrainer, startTrainer } from "./trainerProcess";
import { watchRun } from "./watchRun";

/** What the queue needs of the machine. */
export interface RunSurroundings {
  readonly findTrainer: FindTrainer;
  /** Refuses what cannot be trained. */
  readonly judge: (request: RunRequest) => Promise<JudgedRun>;
  /** Refuses a recipe with a wrong field, and fills in what it leaves out. */
  readonly judgeRecipe: (recipe: RunRecipe) => RunRecipe;
  /** Whether there is a GPU: `auto` means it then. */
  readonly hasGpu: () => Promise<boolean>;
}

interface KeptRun {
  stored: StoredRun;
  /** Counts its changes. */
  version: number;
  /** The process that trains; null while none does. */
  mark: ProcessMark | null;
  /** Ends the setting up of Python. */
  setUp: AbortController | null;
  /** Ends once nothing of this companion has to do with its trainer any more. */
  life: Promise<void>;
}

/**
 * Runs of this machine, one at a time for each device.
 *
 * A training is a process of its own that outlives the companion: the next one finds it by its number and its start, reads
 * on where the last one stopped, and says of those that are gone that they were interrupted.
 */
export class RunQueue {
  readonly #runs = new Map<string, KeptRun>();
  readonly #told = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();
  #broken: RunList["broken"] = [];
  #hasGpu = false;

  constructor(
    readonly store: RunStore,
    private readonly surroundings: RunSurroundings,
  ) {}

  /** Takes up what an earlier companion left. Call it once, before anything else. */
  async open(): Promise<void> {
    this.#hasGpu = await this.surroundings.hasGpu();
    const { runs, broken } = await this.store.list();
    this.#broken = broken;
    for (const stored of runs) {
      const kept = this.#keep(stored);
      const { phase, id } = stored.run;
      if (isSettled(stored.run) || phase === "waiting") continue;
      const mark = await this.store.readProcess(id);
      // Only Python was being set up, or not even that.
      if (mark === null) await this.#change(kept, { phase: "waiting", stage: "waiting for its turn" });
      else this.#live(kept, () => this.#follow(kept, mark, null));
    }
    this.#startNext();
  }

  /** Oldest first. */
  list(): { runs: CompanionRun[]; broken: RunList["broken"] } {
    return { runs: [...this.#runs.values()].map(({ stored }) => stored.run), broken: this.#broken };
  }

  /** @throws RunMissingError if there is no such run; so do all that follow */
  read(id: string): { run: CompanionRun; version: number } {
    const { stored, version } = this.#find(id);
    return { run: stored.run, version };
  }

  /** The run's folder, absolute. */
  folderOf(id: string): string {
    return this.store.folderOf(this.#find(id).stored.run.id);
  }

  /** Queues a training. @throws StudioError if it cannot be done, or the disk is full */
  async submit(request: RunRequest): Promise<CompanionRun> {
    const recipe = this.surroundings.judgeRecipe(request.recipe);
    const { folder, items, identities } = await this.surroundings.judge({ ...request, recipe });
    const { name, device, startWeights, series } = request;
    const id = await this.store.create(folder);
    const asked = { name, recipe: recipe.name, device, folder: request.folder, startWeights, series };
    return this.#enqueue(waitingRun(id, asked, { items, identities }));
  }

  /** Queues the same items again, by the same recipe or another. */
  async duplicate(id: string, { name, recipe, device, series }: DuplicateRequest): Promise<CompanionRun> {
    const { run } = this.read(id);
    const folder = this.store.folderOf(id);
    const used = this.surroundings.judgeRecipe(recipe ?? (await this.store.readRecipe(id)));
    const job = { ...(await this.store.readJob(id)), device: device ?? run.device };
    const copy = await this.store.create({ recipe: used, job, items: { path: runFile(folder, "items") } });
    return this.#enqueue(waitingRun(copy, { ...run, name, recipe: used.name, device: job.device, series }, run));
  }

  /** @throws what the disk says: nobody is told of a name that would not last */
  async rename(id: string, name: string): Promise<CompanionRun> {
    const kept = this.#find(id);
    await this.store.save({ ...kept.stored, run: { ...kept.stored.run, name } });
    await this.#change(kept, { name });
    return kept.stored.run;
  }

  /** Asks a run to save and stop; one that was asked already is ended. */
  async stop(id: string): Promise<CompanionRun> {
    const kept = this.#find(id);
    const { phase } = kept.stored.run;
    if (isSettled(kept.stored.run)) throw wrongPhase(kept.stored.run, "be stopped");
    kept.setUp?.abort();
    if (isOver(kept.stored.run)) {
      // It told its end, and does not come to it.
      if (kept.mark !== null) endTrainer(kept.mark, true);
    } else if (phase === "waiting") {
      await this.#change(kept, { phase: "stopped", stage: "stopped", endedAt: Date.now() / 1000 });
    } else {
      if (kept.mark !== null) endTrainer(kept.mark, phase === "stopping");
      await this.#change(kept, { phase: "stopping", stage: "saving and stopping" });
    }
    return kept.stored.run;
  }

  /** Queues a run again that did not finish; it goes on from its last checkpoint. */
  async resume(id: string): Promise<CompanionRun> {
    const kept = this.#find(id);
    if (isOver(kept.stored.run)) await kept.life;
    const { run } = kept.stored;
    if (!isOver(run) || run.phase === "finished") throw wrongPhase(run, "be resumed");
    await this.#change(kept, { phase: "waiting", stage: "waiting for its turn", failure: null, endedAt: null });
    this.#startNext();
    return kept.stored.run;
  }

  /** Forgets a run with all its files. */
  async remove(id: string): Promise<void> {
    const kept = this.#find(id);
    if (isOver(kept.stored.run)) await kept.life;
    const { run } = kept.stored;
    if (!isOver(run) && run.phase !== "waiting") throw wrongPhase(run, "be removed");
    this.#runs.delete(id);
    this.#told.emit(id);
    await this.store.remove(id);
  }

  /** Waits until a run has changed since a version, or so long. */
  async changed(id: string, version: number, patienceMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#runs.get(id)?.version !== version) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#told.off(id, end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, patienceMs);
      this.#told.on(id, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }

  /** Stops watching. The trainers go on. */
  async close(): Promise<void> {
    this.#closing.abort();
    const runs = [...this.#runs.values()];
    for (const { setUp } of runs) setUp?.abort();
    await Promise.all(runs.map(({ life }) => life));
  }

  #keep(stored: StoredRun): KeptRun {
    const kept = { stored, version: 1, mark: null, setUp: null, life: Promise.resolve() };
    this.#runs.set(stored.run.id, kept);
    return kept;
  }

  #find(id: string): KeptRun {
    const kept = this.#runs.get(id);
    if (kept !== undefined) return kept;
    throw new StudioError(
      "RunMissingError",
      `expected a run of this companion; it has none with the id "${id.slice(0, 80)}"`,
      "It was removed, or belongs to a companion with another folder of work.",
    );
  }

  async #enqueue(run: CompanionRun): Promise<CompanionRun> {
    try {
      await this.store.save({ schema: 1, run, offset: 0 });
    } catch (error) {
      await this.store.remove(run.id);
      throw error;
    }
    this.#keep({ schema: 1, run, offset: 0 });
    this.#startNext();
    return run;
  }

  /** Starts whatever may start: the oldest that waits for each device that is free. */
  #startNext(): void {
    if (this.#closing.signal.aborted) return;
    const runs = [...this.#runs.values()];
    const isBusy = ({ stored: { run } }: KeptRun): boolean => !isSettled(run) && run.phase !== "waiting";
    const busy = new Set(runs.filter(isBusy).map(({ stored }) => this.#laneOf(stored.run.device)));
    for (const kept of runs) {
      const lane = this.#laneOf(kept.stored.run.device);
      if (kept.stored.run.phase !== "waiting" || busy.has(lane)) continue;
      busy.add(lane);
      this.#live(kept, () => this.#start(kept));
    }
  }

  #laneOf(device: RunDevice): RunDevice {
    return device === "auto" ? (this.#hasGpu ? "cuda" : "cpu") : device;
  }

  /** From the start, or from being found again, to the end of this companion's watching. */
  #live(kept: KeptRun, life: () => Promise<void>): void {
    const { id } = kept.stored.run;
    kept.life = life()
      .catch(async (error: unknown) => {
        if (this.#closing.signal.aborted) return;
        await this.#change(kept, { ...brokenOff(kept.stored.run, error), endedAt: Date.now() / 1000 });
      })
      .catch((error: unknown) => console.error(`${id}:`, error))
      .finally(() => {
        kept.mark = null;
        kept.setUp = null;
        this.#startNext();
      });
  }

  async #start(kept: KeptRun): Promise<void> {
    const { run } = kept.stored;
    const folder = this.store.folderOf(run.id);
    const setUp = new AbortController();
    kept.setUp = setUp;
    const starting = { phase: "starting", stage: "starting the trainer", startedAt: Date.now() / 1000 } as const;
    await Promise.all([this.#change(kept, starting), this.store.forgetProcess(run.id)]);
    setUp.signal.throwIfAborted();
    const program = await this.surroundings.findTrainer(setUp.signal, (line) => {
      void this.#change(kept, { stage: `setting up Python: ${line}` });
    });
    setUp.signal.throwIfAborted();
    const isResumed = await this.store.hasResumeState(run.id);
    if (!isResumed && kept.stored.offset > 0) await this.#takeBack(kept);
    const { mark, ended } = await startTrainer(program, folder, isResumed);
    kept.mark = mark;
    await this.store.saveProcess(run.id, mark);
    if (kept.stored.run.phase === "stopping") endTrainer(mark, false);
    await this.#follow(kept, mark, ended);
  }

  async #follow(kept: KeptRun, mark: ProcessMark, ended: Promise<string> | null): Promise<void> {
    const { stored } = kept;
    const folder = this.store.folderOf(stored.run.id);
    kept.mark = mark;
    await watchRun({
      curves: runFile(folder, "curves"),
      offset: stored.offset,
      isAlive: () => isAlive(mark),
      takeIn: (part) => this.#takeIn(kept, part),
      signal: this.#closing.signal,
    });
    const end = await readTrainerEnd(folder, await ended);
    await this.#change(kept, endingOf(kept.stored.run, end));
  }

  /** A training that begins anew has nothing to go on from: what it told before is void. */
  async #takeBack(kept: KeptRun): Promise<void> {
    const event = { kind: "resumed", time: Date.now() / 1000, step: 0 };
    // The line before may be cut off; an empty line is none.
    await appendFile(runFile(this.store.folderOf(kept.stored.run.id), "curves"), `\n${JSON.stringify(event)}\n`);
  }

  /** A checkpoint that is told here is in the state too before anyone hears of it. */
  async #takeIn(kept: KeptRun, { events, end }: EventPart): Promise<void> {
    const run = events.reduce(withEvent, kept.stored.run);
    kept.stored = { ...kept.stored, offset: end };
    await this.#change(kept, run);
  }

  /** Saved before it is told, so that nothing that was told is forgotten. */
  async #change(kept: KeptRun, change: Partial<CompanionRun>): Promise<void> {
    kept.stored = { ...kept.stored, run: { ...kept.stored.run, ...change } };
    try {
      await this.store.save(kept.stored);
    } catch (error) {
      // A full disk must not keep the others from running; the trainer's own file still says all of it.
      console.error(`${kept.stored.run.id}: its state was not saved:`, error);
    }
    kept.version += 1;
    this.#told.emit(kept.stored.run.id);
  }
}

function brokenOff(run: CompanionRun, error: unknown): Partial<CompanionRun> {
  if (run.phase === "stopping") return { phase: "stopped", stage: "stopped" };
  const { message } = error as Error;
  const hint = isStudioError(error) ? error.hint : "This is a bug of the studio; the companion's window shows more.";
  if (!isStudioError(error)) console.error(error);
  const name = isStudioError(error) ? error.name : "JobFailedError";
  return { phase: "failed", stage: "failed", failure: { name, message, hint } };
}

function wrongPhase({ name, phase }: CompanionRun, what: string): StudioError {
  return new StudioError(
    "LockedElsewhereError",
    `expected "${name}" to be in a state to ${what}; it is ${phase}`,
    what === "be removed" ? "Stop it first." : "Look at the list of runs: it may have changed since.",
  );
}
