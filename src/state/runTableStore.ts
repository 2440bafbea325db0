import { createJSONStorage, persist } from "zustand/middleware";
import { createStore } from "zustand/vanilla";

import type { CurveAxis } from "../core/runs/curveTable";

/** How the runs' page is set up; kept in this browser. */
export interface RunTableState {
  /** Ids of the runs whose curves are drawn. Null: the newest ones. */
  readonly selected: readonly string[] | null;
  /** Columns of the table that the user took away, and settings (`recipe:PATH`) or metrics that were added. */
  readonly hiddenColumns: readonly string[];
  /** Whether settings in which the selected runs differ are columns. */
  readonly areDifferencesShown: boolean;
  readonly axis: CurveAxis;
  readonly isAxisLog: boolean;
  readonly isValueLog: boolean;
  /** Weight of what came before, in [0, 1). */
  readonly smoothing: number;
  readonly isClipped: boolean;
  /** Names of the curves whose panels the user took away. */
  readonly hiddenPanels: readonly string[];
}

export const runTableStore = createStore<RunTableState>()(
  persist(
    (): RunTableState => ({
      selected: null,
      hiddenColumns: [],
      areDifferencesShown: false,
      axis: "step",
      isAxisLog: false,
      isValueLog: false,
      smoothing: 0.6,
      isClipped: false,
      hiddenPanels: [],
    }),
    { name: "retrieval-studio-runs", version: 1, storage: createJSONStorage(() => localStorage) },
  ),
);

/** How many runs are drawn until the user chooses. */
const newestDrawn = 3;

/** Ids of the runs to draw: the chosen ones, or the newest. */
export function drawnRuns<Run extends { readonly id: string }>(
  { selected }: RunTableState,
  runs: readonly Run[],
): readonly Run[] {
  return selected === null ? runs.slice(-newestDrawn) : runs.filter(({ id }) => selected.includes(id));
}

/** Draws a run, or takes it away. */
export function toggleRun(id: string, runs: readonly { readonly id: string }[]): void {
  const drawn = drawnRuns(runTableStore.getState(), runs).map((run) => run.id);
  runTableStore.setState({ selected: drawn.includes(id) ? drawn.filter((other) => other !== id) : [...drawn, id] });
}

/** Draws these runs only. */
export function selectRuns(ids: readonly string[]): void {
  runTableStore.setState({ selected: ids });
}

/** Shows a column or a panel, or takes it away. */
export function toggleHidden(list: "hiddenColumns" | "hiddenPanels", name: string): void {
  const hidden = runTableStore.getState()[list];
  const next = hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name];
  runTableStore.setState({ [list]: next });
}
