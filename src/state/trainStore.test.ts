import { beforeEach, describe, expect, it } from "vitest";

import type { Runs } from "../bridges/runsClient";
import type { CompanionRun, RunRequest } from "../contracts/companionRuns";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import { recipeValue } from "../core/training/editRecipe";
import type { TrainingEvent } from "../core/runs/trainingEvent";
import { companionStore } from "./companionStore";
import { fakeLibrary } from "./fakeLibrary";
import { libraryStore } from "./libraryStore";
import { pageStore } from "./pageStore";
import { connectServices, type Services } from "./services";
import { runsStore } from "./runsStore";
import { prepareAgain, startStore, startTraining, tryTraining } from "./startTraining";
import {
  addSetting,
  changeSetting,
  changeTraining,
  chooseRecipe,
  recipeFaults,
  redoSetting,
  removeSetting,
  resetSetting,
  trainStore,
  undoSetting,
} from "./trainStore";

const recipe = {
  schema: 1,
  name: "tiny",
  title: "Tiny",
  source: { form: "ours" },
  needs: { dataset: "any", weights: "none" },
  input: {
    height: 32,
    width: 32,
    resize: "letterbox",
    filter: "bicubic",
    fill: 255,
    color: "gray-as-rgb",
    mean: [0, 0, 0],
    std: [1, 1, 1],
    crop: { kind: "none" },
    ink: null,
  },
  network: { backbone: { name: "resnet18" } },
  losses: [{ kind: "softmax" }],
  sampler: { kind: "random" },
  optimizer: { kind: "adam", learningRate: 0.001 },
  batch: { size: 8 },
  length: { epochs: 4 },
} as const;

const setting = (path: string) => recipeValue(trainStore.getState().recipe, path);
const faults = () => recipeFaults(trainStore.getState().recipe ?? {});

let [requests, removed]: [RunRequest[], string[]] = [[], []];
let events: TrainingEvent[] = [];
let failure: CompanionRun["failure"] = null;

function step(number: number, time: number): TrainingEvent {
  return {
    kind: "step",
    time,
    step: number,
    epoch: 0,
    learningRate: 1,
    losses: { total: 1 },
    gradNorm: 1,
    imagesPerSecond: 16,
    memoryBytes: 2e9,
  };
}

beforeEach(() => {
  [requests, removed, failure] = [[], [], null];
  const started = { device: "CPU", worldSize: 1, items: 80, identities: 8, steps: 20, stepsPerEpoch: 10 };
  events = [
    { kind: "started", time: 0, run: "r", recipe: "tiny", ...started },
    step(1, 9),
    step(20, 28),
    { kind: "validation", time: 31, step: 20, metrics: { mAP: 0.1 }, probes: [] },
  ];
  const runs: Partial<Runs> = {
    start: (_signal, request) => {
      requests.push(request);
      return Promise.resolve({ id: "r", name: request.name, phase: "waiting" } as CompanionRun);
    },
    follow: async (_signal, id, { onEvents, onRun }) => {
      await onEvents(events);
      onRun({ id, phase: "finished", failure } as CompanionRun);
    },
    remove: (_signal, id) => {
      removed.push(id);
      return Promise.resolve();
    },
  };
  const library = fakeLibrary({ exportItems: () => Promise.resolve(new Blob(["path,label\na.png,1\n"])) });
  connectServices({ runs, library } as Partial<Services> as Services);
  const record = {
    id: "d1" as DatasetId,
    name: "Drawings",
    sources: [{ sourceId: "s1", kind: "companion", name: "Pictures" }],
  };
  libraryStore.setState({ entries: [{ record: record as unknown as DatasetRecord, tables: [] }] });
  const folders = [{ id: "pictures", name: "Pictures" }];
  companionStore.setState({ contact: { phase: "met", folders, checkpoints: [], jobs: [] } });
  chooseRecipe(recipe);
  changeTraining({ dataset: "d1" as DatasetId, device: "cpu", startWeights: null });
});

describe("settings of a training", () => {
  it("fills a recipe's defaults in, and finds nothing wrong with it", () => {
    expect(setting("optimizer.decayNorms")).toBe(true);
    expect(faults().size).toBe(0);
  });

  it("undoes and redoes changes, one by one", () => {
    changeSetting("optimizer.learningRate", 0.1);
    changeSetting("seed", 7);
    undoSetting();
    expect([setting("optimizer.learningRate"), setting("seed")]).toEqual([0.1, 0]);
    undoSetting();
    expect(trainStore.getState().recipe).toEqual(trainStore.getState().preset);
    redoSetting();
    expect(setting("optimizer.learningRate")).toBe(0.1);
    resetSetting("optimizer.learningRate");
    expect(setting("optimizer.learningRate")).toBe(0.001);
  });

  it("gives a section of another kind that kind's values, and keeps those of both", () => {
    changeSetting("optimizer.kind", "sgd", true);
    expect(setting("optimizer")).toMatchObject({ kind: "sgd", learningRate: 0.001, momentum: 0.9 });
    expect(faults().size).toBe(0);
  });

  it("adds and takes out losses, and says that one is needed", () => {
    addSetting("losses", "triplet");
    expect(setting("losses.1")).toMatchObject({ kind: "triplet", margin: 0.3 });
    removeSetting("losses.0");
    expect(setting("losses.0.kind")).toBe("triplet");
    removeSetting("losses.0");
    expect([...faults().keys()]).toEqual(["losses"]);
  });

  it("says where a value is out of its range", () => {
    changeSetting("optimizer.learningRate", -1);
    expect([...faults().keys()]).toEqual(["optimizer.learningRate"]);
  });
});

describe("starting", () => {
  it("sends the recipe and the items as the companion's folder names them, and shows the runs", async () => {
    changeSetting("seed", 7);
    await startTraining();
    expect(requests[0]).toMatchObject({ name: "tiny", folder: "pictures", device: "cpu", recipe: { seed: 7 } });
    expect(requests[0]?.items).toContain("a.png");
    expect(pageStore.getState().page).toBe("runs");
  });

  it("says why a data set cannot be trained on", async () => {
    changeTraining({ dataset: "other" as DatasetId });
    await startTraining();
    expect(startStore.getState().starting).toMatchObject({ phase: "failed", error: { name: "DatasetMissingError" } });
  });

  it("tells of twenty steps how long all of it takes, and leaves nothing behind", async () => {
    await tryTraining();
    expect(requests[0]).toMatchObject({ name: "Trial: tiny", recipe: { length: { epochs: 0, iterations: 20 } } });
    // 4 epochs of 10 steps at a second each, and a validation of 3 seconds after each.
    expect(startStore.getState().trial).toMatchObject({
      phase: "done",
      value: { steps: 40, secondsPerStep: 1, seconds: 52, imagesPerSecond: 16, memoryGigabytes: 2 },
    });
    expect(removed).toEqual(["r"]);
  });

  it("says how a trial failed", async () => {
    failure = { name: "JobFailedError", message: "out of memory", hint: "Lower the batch." };
    await tryTraining();
    expect(startStore.getState().trial).toMatchObject({ phase: "failed", error: { hint: "Lower the batch." } });
    expect(removed).toEqual(["r"]);
  });

  it("takes a run's recipe up again, to be changed", async () => {
    runsStore.setState({ recipes: new Map([["r", { ...recipe, name: "of-a-run" }]]) });
    await prepareAgain({ id: "r", name: "First", device: "cpu", startWeights: null } as CompanionRun);
    expect(setting("name")).toBe("of-a-run");
    expect(trainStore.getState()).toMatchObject({ name: "First changed", past: [] });
    expect(pageStore.getState().page).toBe("train");
  });
});
