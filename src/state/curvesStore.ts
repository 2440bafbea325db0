import { createStore } from "zustand/vanilla";

import { isRunOver } from "../bridges/runsClient";
import type { CompanionRun } from "../contracts/companionRuns";
import type { NamedCurves } from "../core/runs/curvesFile";
import { curvesCsv, curvesJson } from "../core/runs/curvesFile";
import { DrawnCurves } from "../core/runs/drawnCurves";
import { RunCurves } from "../core/runs/runCurves";
import type { StudioErrorShape } from "../core/errors";
import { shownFailure } from "./companionStore";
import { showRun } from "./runsStore";
import { services } from "./services";

/** The curves of a run, as far as they were heard. */
export interface HeardCurves {
  /** Grows in its place; `revision` tells that it did. */
  readonly drawn: DrawnCurves;
  readonly revision: number;
  /** Whether all that the run told so far is there. */
  readonly isComplete: boolean;
  readonly failure: StudioErrorShape | null;
}

export interface CurvesState {
  /** By the run's id. */
  readonly heard: ReadonlyMap<string, HeardCurves>;
}

export const curvesStore = createStore<CurvesState>(() => ({ heard: new Map() }));

interface Listening {
  readonly controller: AbortController;
  isOver: boolean;
}

/** Who listens to what, and whether there was nothing left to hear. */
const listening = new Map<string, Listening>();
/** Runs that wait for a connection: a browser has six for one server, and the page needs some. */
let waiting: readonly string[] = [];
const mostStreams = 4;

/**
 * Listens to these runs and no others, to those that are over first: their streams end. What was heard of another one is
 * kept, and heard anew if the run went on since.
 */
export function listenTo(runs: readonly CompanionRun[]): void {
  const wanted = new Set(runs.map(({ id }) => id));
  for (const [id, { controller }] of listening) {
    if (wanted.has(id)) continue;
    controller.abort();
    listening.delete(id);
  }
  const unheard = runs.filter((run) => {
    const known = listening.get(run.id);
    const isResumed = known?.isOver === true && !isRunOver(run);
    // One that waits for its turn has told nothing yet.
    return (known === undefined || isResumed) && run.heardAt !== null;
  });
  waiting = [...unheard.filter(isRunOver), ...unheard.filter((run) => !isRunOver(run))].map(({ id }) => id);
  listenOn();
}

function listenOn(): void {
  const open = [...listening.values()].filter(({ isOver }) => !isOver).length;
  const next = waiting.slice(0, Math.max(0, mostStreams - open));
  waiting = waiting.slice(next.length);
  for (const id of next) void listen(id).finally(listenOn);
}

async function listen(id: string): Promise<void> {
  listening.get(id)?.controller.abort();
  const own: Listening = { controller: new AbortController(), isOver: false };
  listening.set(id, own);
  const { signal } = own.controller;
  const drawn = new DrawnCurves(new RunCurves());
  let revision = 0;
  const show = (isComplete: boolean, failure: StudioErrorShape | null = null) => {
    if (listening.get(id) !== own) return;
    const heard = { drawn, revision: ++revision, isComplete, failure };
    showSoon(id, heard);
  };
  // The first part is drawn early, so that a long run is seen to come.
  let [isTold, shownAt] = [false, performance.now() - drawnEveryMs + firstDrawnMs];
  try {
    await services().runs.follow(signal, id, {
      onEvents: (events) => {
        signal.throwIfAborted();
        drawn.curves.add(events);
        const now = performance.now();
        // A long run comes in many slices: drawing after each would take longer than reading.
        if (events.length > 0 && (isTold || now - shownAt > drawnEveryMs)) {
          shownAt = now;
          show(isTold);
        }
        return Promise.resolve();
      },
      onRun: (run) => {
        showRun(run);
        if (!isTold) show(true);
        isTold = true;
      },
    });
    own.isOver = true;
    show(true);
  } catch (error) {
    own.isOver = true;
    const failure = shownFailure(error);
    if (failure !== null) show(false, failure);
  }
}

let unshown = new Map<string, HeardCurves>();
let showing: ReturnType<typeof setTimeout> | null = null;

/** While many runs are read, what came of several is drawn at once: a hundred charts of lines are not drawn for each line. */
function showSoon(id: string, heard: HeardCurves): void {
  unshown.set(id, heard);
  showing ??= setTimeout(
    () => {
      const shown = unshown;
      unshown = new Map();
      showing = null;
      curvesStore.setState((state) => ({ heard: new Map([...state.heard, ...shown]) }));
    },
    waiting.length > 0 ? manyShownEveryMs : 0,
  );
}

const manyShownEveryMs = 2_000;

/** How often curves that are still being read are drawn. */
const drawnEveryMs = 3_000;
const firstDrawnMs = 300;

/** What was heard of runs, to be written out. */
export function namedCurves(runs: readonly CompanionRun[]): NamedCurves[] {
  const { heard } = curvesStore.getState();
  return runs.flatMap(({ id, name }) => {
    const curves = heard.get(id)?.drawn.curves;
    return curves === undefined ? [] : [{ id, name, curves }];
  });
}

/** Hands all curves of runs to the user, unthinned and unsmoothed. */
export function exportCurves(runs: readonly CompanionRun[], format: "csv" | "json"): void {
  const named = namedCurves(runs);
  const [text, type] = format === "csv" ? [curvesCsv(named), "text/csv"] : [curvesJson(named), "application/json"];
  services().saveFile(new Blob([text], { type }), `curves.${format}`);
}
