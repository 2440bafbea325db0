import { createStore } from "zustand/vanilla";

import type { CompanionRun, RunRecipe } from "../contracts/companionRuns";
import type { StudioErrorShape } from "../core/errors";
import { shownFailure } from "./companionStore";
import { LatestTask } from "./latestTask";
import { services } from "./services";

export type { CompanionRun, RunPhase } from "../contracts/companionRuns";

export interface RunsState {
  /** Oldest first; null until they were read. Without those that are being deleted. */
  readonly runs: readonly CompanionRun[] | null;
  readonly broken: readonly { readonly id: string; readonly message: string }[];
  /** Recipes of the runs that were looked at, by the run's id. */
  readonly recipes: ReadonlyMap<string, RunRecipe>;
  /** Why the runs could not be read. */
  readonly failure: StudioErrorShape | null;
  /** Why the last change of a run was not made. */
  readonly changeFailure: StudioErrorShape | null;
}

export const runsStore = createStore<RunsState>(() => ({
  runs: null,
  broken: [],
  recipes: new Map(),
  failure: null,
  changeFailure: null,
}));

/** Runs that are deleted once nobody can take it back any more. */
const leaving = new Map<string, ReturnType<typeof setTimeout>>();
const lists = new LatestTask();

/** Asks the companion which runs there are. */
export async function loadRuns(): Promise<void> {
  await lists.run(
    async (signal) => {
      const { runs, broken } = await services().runs.list(signal);
      signal.throwIfAborted();
      runsStore.setState({ runs: asBefore(runs.filter(({ id }) => !leaving.has(id))), broken, failure: null });
    },
    (failure) => runsStore.setState({ failure }),
  );
}

/** A run that stands as it stood is the same object: nothing that shows it is rendered again. */
function asBefore(runs: readonly CompanionRun[]): readonly CompanionRun[] {
  const before = runsStore.getState().runs ?? [];
  const known = new Map(before.map((run) => [run.id, run]));
  const kept = runs.map((run) => {
    const old = known.get(run.id);
    return old !== undefined && isSameRun(old, run) ? old : run;
  });
  return kept.length === before.length && kept.every((run, place) => run === before[place]) ? before : kept;
}

function isSameRun(a: CompanionRun, b: CompanionRun): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** How often runs are asked for while a page shows them: each one's curves come by themselves. */
const askAgainMs = 2_000;

/** Keeps the list up to date until the returned function is called. */
export function watchRuns(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWatched = true;
  const ask = async (): Promise<void> => {
    await loadRuns();
    if (isWatched) timer = setTimeout(() => void ask(), askAgainMs);
  };
  void ask();
  return () => {
    isWatched = false;
    clearTimeout(timer);
  };
}

/** Takes in how a run stands now. */
export function showRun(run: CompanionRun): void {
  if (leaving.has(run.id)) return;
  const { runs } = runsStore.getState();
  if (runs === null) return;
  const before = runs.find(({ id }) => id === run.id);
  if (before !== undefined && isSameRun(before, run)) return;
  const isKnown = before !== undefined;
  runsStore.setState({ runs: isKnown ? runs.map((known) => (known.id === run.id ? run : known)) : [...runs, run] });
}

/** Reads the recipes of runs that are not known yet. */
export async function loadRecipes(ids: readonly string[]): Promise<void> {
  const missing = ids.filter((id) => !runsStore.getState().recipes.has(id));
  await Promise.all(
    missing.map(async (id) => {
      try {
        const recipe = await services().runs.readRecipe(new AbortController().signal, id);
        runsStore.setState(({ recipes }) => ({ recipes: new Map(recipes).set(id, recipe) }));
      } catch (error) {
        shownFailure(error); // its row stays empty
      }
    }),
  );
}

export const renameRun = (id: string, name: string): Promise<boolean> =>
  changing((signal) => services().runs.rename(signal, id, name));

/** Asks a run to save and stop; asked twice, it is killed. */
export const stopRun = (id: string): Promise<boolean> => changing((signal) => services().runs.stop(signal, id));

export const resumeRun = (id: string): Promise<boolean> => changing((signal) => services().runs.resume(signal, id));

/** Queues the same training again, of the same items, from the beginning. */
export const duplicateRun = (id: string, name: string): Promise<boolean> =>
  changing((signal) => services().runs.duplicate(signal, id, { name }));

/** How long a deletion can be taken back, in milliseconds: as long as the message that offers it stays. */
export const undoMs = 15_000;

/** Takes a run off the list at once and deletes it once the time to take it back is over. A page that closes keeps it. */
export function deleteRun(id: string): void {
  leaving.set(
    id,
    setTimeout(() => void removeForGood(id), undoMs),
  );
  runsStore.setState(({ runs }) => ({ runs: runs?.filter((run) => run.id !== id) ?? null }));
}

/** Takes the deletion of a run back. */
export function restoreRun(id: string): void {
  clearTimeout(leaving.get(id));
  leaving.delete(id);
  void loadRuns();
}

export function dismissRunFailure(): void {
  runsStore.setState({ changeFailure: null });
}

async function removeForGood(id: string): Promise<void> {
  try {
    await services().runs.remove(new AbortController().signal, id);
  } catch (error) {
    runsStore.setState({ changeFailure: shownFailure(error) });
  }
  leaving.delete(id);
  await loadRuns();
}

/** A change that was asked for is not taken back by the next one. Tells whether it was made. */
async function changing(change: (signal: AbortSignal) => Promise<CompanionRun>): Promise<boolean> {
  try {
    showRun(await change(new AbortController().signal));
    runsStore.setState({ changeFailure: null });
    return true;
  } catch (error) {
    runsStore.setState({ changeFailure: shownFailure(error) });
    return false;
  }
}
