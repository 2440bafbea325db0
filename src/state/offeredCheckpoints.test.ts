import { beforeEach, expect, it } from "vitest";

import type { Companion } from "../bridges/companionClient";
import type { Runs } from "../bridges/runsClient";
import type { CompanionRun, RunCheckpoint } from "../contracts/companionRuns";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import { fakeLibrary } from "./fakeLibrary";
import { loadOffers, offeredCheckpoints, offersStore, takeOffer } from "./offeredCheckpoints";
import { connectServices, type Services } from "./services";

function manifestOf(id: string, parent: string | null): CheckpointManifest {
  const manifest = {
    ...{ schema: 1, id, name: `The ${id}`, recipe: "tiny", parent, createdAt: `2026-01-0${id.length}T00:00:00Z` },
    input: {
      ...{ height: 8, width: 8, resize: "squash", filter: "bilinear", fill: 255, color: "rgb" },
      ...{ mean: [0, 0, 0], std: [1, 1, 1], crop: { kind: "none" }, ink: null },
    },
    embedding: { dimension: 4, pooling: "gem", neck: "none" },
    credits: { trainingData: [], startWeights: [] },
    metrics: [],
    identities: 2,
    files: [{ path: "model.onnx", bytes: 4, sha256: "a".repeat(64) }],
  };
  return manifest as unknown as CheckpointManifest;
}

const trained: RunCheckpoint = {
  step: 20,
  id: "run-20",
  name: "From a run",
  parent: "b",
  createdAt: "2026-02-01T00:00:00Z",
  sha256: "c".repeat(64),
  dimension: 4,
  metrics: [{ dataset: "dev", name: "mAP", value: 0.5 }],
  files: [{ path: "model.onnx", bytes: 7, sha256: "c".repeat(64) }],
};

let taken: string[] = [];
let files: Map<string, string>;

beforeEach(() => {
  taken = [];
  files = new Map([
    ["b checkpoint.json", JSON.stringify(manifestOf("b", null))],
    ["b model.onnx", "onnx"],
    ["broken checkpoint.json", "{}"],
  ]);
  const listed = { name: "", sha256: "", dimension: 4 };
  const companion: Partial<Companion> = {
    listCheckpoints: () => Promise.resolve(["b", "broken", "run-20"].map((id) => ({ ...listed, id }))),
    readCheckpointFile: (_signal, id, path) => {
      const content = files.get(`${id} ${path}`);
      return content === undefined
        ? Promise.reject(new StudioError("RunMissingError", `expected ${path}`, "Load again."))
        : Promise.resolve(new Blob([content]));
    },
  };
  const runs: Partial<Runs> = {
    list: () =>
      Promise.resolve({ runs: [{ id: "r", name: "Run", checkpoints: [20] }] as never as CompanionRun[], broken: [] }),
    listCheckpoints: () => Promise.resolve([trained]),
  };
  const library = fakeLibrary({
    addCheckpoint: (given) => {
      taken = [...given.keys()];
      return Promise.resolve(manifestOf("b", null));
    },
    listCheckpoints: () => Promise.resolve([]),
  });
  const readManifest = () => Promise.resolve(null);
  connectServices({ companion, runs, library, readManifest } as Partial<Services> as Services);
  offersStore.setState({ offers: null, failure: null });
});

it("offers the companion's checkpoints and those of its runs, each once; one that cannot be read hides no other", async () => {
  await loadOffers();
  const offers = offersStore.getState().offers ?? [];
  expect(offers.map(({ id, run, bytes }) => [id, run?.step ?? null, bytes])).toEqual([
    ["b", null, 4],
    ["run-20", 20, 7],
  ]);
});

it("puts what this browser has first, and knows it again on the companion", async () => {
  await loadOffers();
  const known = { manifest: manifestOf("b", null), isShipped: false };
  const own = { manifest: manifestOf("own", null), isShipped: true };
  const all = offeredCheckpoints([own, known], offersStore.getState().offers ?? []);
  expect(all.map(({ id, known: one, isOffered }) => [id, one !== null, isOffered])).toEqual([
    ["own", true, false],
    ["b", true, true],
    ["run-20", false, true],
  ]);
});

it("takes a checkpoint in with every file that its manifest names", async () => {
  expect(await takeOffer("b")).toBe(true);
  expect(taken).toEqual(["checkpoint.json", "model.onnx"]);
});

it("says why one could not be taken in", async () => {
  files.delete("b model.onnx");
  expect(await takeOffer("b")).toBe(false);
  expect(offersStore.getState().taking.task).toMatchObject({ phase: "failed", error: { name: "RunMissingError" } });
  expect(taken).toEqual([]);
});
