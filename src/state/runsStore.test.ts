import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Runs } from "../bridges/runsClient";
import type { CompanionRun } from "../contracts/companionRuns";
import { StudioError } from "../core/errors";
import type { TrainingEvent } from "../core/runs/trainingEvent";
import { curvesStore, exportCurves, listenTo } from "./curvesStore";
import { connectServices, type Services } from "./services";
import { deleteRun, loadRuns, renameRun, restoreRun, runsStore, undoMs } from "./runsStore";
import { drawnRuns, runTableStore, toggleRun } from "./runTableStore";

function run(id: string, changes: Partial<CompanionRun> = {}): CompanionRun {
  return {
    id,
    name: `Run ${id}`,
    recipe: "tiny",
    phase: "finished",
    stage: "finished",
    createdAt: 1,
    startedAt: 2,
    endedAt: 3,
    heardAt: 3,
    device: "cpu",
    folder: "drawings",
    items: 8,
    identities: 2,
    startWeights: null,
    step: 2,
    steps: 2,
    metrics: {},
    checkpoints: [],
    best: null,
    failure: null,
    ...changes,
  };
}

function step(number: number): TrainingEvent {
  const losses = { total: 1 / number };
  return {
    kind: "step",
    time: number,
    step: number,
    epoch: 0,
    learningRate: 1,
    losses,
    gradNorm: null,
    imagesPerSecond: 1,
    memoryBytes: null,
  };
}

let [there, removed, followed, saved]: [CompanionRun[], string[], string[], Blob[]] = [[], [], [], []];
let follow: Runs["follow"];

beforeEach(() => {
  vi.useFakeTimers();
  [there, removed, followed, saved] = [[run("a"), run("b"), run("c"), run("d")], [], [], []];
  follow = async (_signal, id, { onEvents, onRun }) => {
    followed.push(id);
    await onEvents([step(1), step(2)]);
    onRun(run(id));
  };
  const runs: Partial<Runs> = {
    list: () => Promise.resolve({ runs: there, broken: [] }),
    rename: (_signal, id, name) =>
      name === "taken"
        ? Promise.reject(new StudioError("RequestFormatError", "expected another name", "Choose one."))
        : Promise.resolve(run(id, { name })),
    remove: (_signal, id) => {
      removed.push(id);
      there = there.filter((one) => one.id !== id);
      return Promise.resolve();
    },
    follow: (...parameters) => follow(...parameters),
  };
  connectServices({ runs, saveFile: (content: Blob) => saved.push(content) } as Partial<Services> as Services);
  runTableStore.setState({ selected: null });
});

afterEach(() => {
  listenTo([]);
  curvesStore.setState({ heard: new Map() });
  runsStore.setState({ runs: null, changeFailure: null });
  vi.useRealTimers();
});

it("takes a deleted run off the list at once, and deletes it once it cannot be taken back", async () => {
  await loadRuns();
  deleteRun("b");
  await loadRuns();
  expect(runsStore.getState().runs?.map(({ id }) => id)).toEqual(["a", "c", "d"]);
  expect(removed).toEqual([]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(removed).toEqual(["b"]);
});

it("keeps a run whose deletion was taken back", async () => {
  await loadRuns();
  deleteRun("b");
  restoreRun("b");
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(removed).toEqual([]);
  expect(runsStore.getState().runs?.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
});

it("shows a new name, and why another was refused", async () => {
  await loadRuns();
  expect(await renameRun("a", "First")).toBe(true);
  expect(runsStore.getState().runs?.[0]?.name).toBe("First");
  expect(await renameRun("a", "taken")).toBe(false);
  expect(runsStore.getState().changeFailure?.hint).toBe("Choose one.");
});

it("draws the newest runs until the user chooses", () => {
  expect(drawnRuns(runTableStore.getState(), there).map(({ id }) => id)).toEqual(["b", "c", "d"]);
  toggleRun("c", there);
  toggleRun("a", there);
  expect(drawnRuns(runTableStore.getState(), there).map(({ id }) => id)).toEqual(["a", "b", "d"]);
});

it("hears of each run once, a few at a time, and writes their curves out", async () => {
  const many = Array.from({ length: 9 }, (_, place) => run(`r${place}`));
  listenTo(many);
  expect(followed).toHaveLength(4);
  await vi.runAllTimersAsync();
  listenTo(many);
  await vi.runAllTimersAsync();
  expect(followed).toEqual(many.map(({ id }) => id));
  expect(curvesStore.getState().heard.get("r8")).toMatchObject({ isComplete: true, failure: null });
  exportCurves(many.slice(0, 1), "csv");
  expect(await saved[0]?.text()).toContain("r0,Run r0,loss/total,2,0,1,2,0.5");
});

it("hears anew of a run that was resumed", async () => {
  const [one] = there as [CompanionRun];
  listenTo([one]);
  await vi.runAllTimersAsync();
  listenTo([{ ...one, phase: "running" }]);
  await vi.runAllTimersAsync();
  expect(followed).toEqual(["a", "a"]);
  expect(curvesStore.getState().heard.get("a")?.drawn.curves.steps.length).toBe(2);
});

it("says why a run could not be heard", async () => {
  follow = () => Promise.reject(new StudioError("RunMissingError", "expected a run", "Open the list."));
  listenTo(there.slice(0, 1));
  await vi.runAllTimersAsync();
  expect(curvesStore.getState().heard.get("a")?.failure?.name).toBe("RunMissingError");
});
