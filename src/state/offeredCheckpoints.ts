import { createStore } from "zustand/vanilla";

import type { CompanionRun, RunCheckpoint } from "../contracts/companionRuns";
import { checkpointManifestSchema } from "../contracts/checkpoint";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { StudioError, type StudioErrorShape } from "../core/errors";
import { addCheckpoint, checkpointsStore, type KnownCheckpoint } from "./checkpointsStore";
import { shownFailure } from "./companionStore";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

/** A checkpoint of this browser, of the companion, or of both. */
export interface OfferedCheckpoint {
  readonly id: string;
  /** Of its model.onnx. */
  readonly sha256: string;
  readonly name: string;
  readonly parent: string | null;
  /** ISO 8601; empty where nothing is known but the name. */
  readonly createdAt: string;
  readonly dimension: number;
  readonly bytes: number;
  readonly metrics: CheckpointManifest["metrics"];
  /** The training that left it; null for others. */
  readonly run: { readonly id: string; readonly name: string; readonly step: number } | null;
  /** Null while this browser has not taken it in. */
  readonly known: KnownCheckpoint | null;
  /** Whether the companion has it. */
  readonly isOffered: boolean;
}

/** What the companion offers, as far as it is known. */
type Offer = Omit<OfferedCheckpoint, "known" | "isOffered">;

export interface OffersState {
  /** Null until the companion told. */
  readonly offers: readonly Offer[] | null;
  readonly failure: StudioErrorShape | null;
  /** Taking a checkpoint in; `id` says which. Done and total are bytes. */
  readonly taking: { readonly id: string | null; readonly task: Task<null> };
}

export const offersStore = createStore<OffersState>(() => ({
  offers: null,
  failure: null,
  taking: { id: null, task: idle },
}));

const loads = new LatestTask();
const takes = new LatestTask();

/** Asks the companion which checkpoints it and its runs have. */
export async function loadOffers(): Promise<void> {
  await loads.run(
    async (signal) => {
      const { companion, runs } = services();
      const [listed, { runs: all }] = await Promise.all([companion.listCheckpoints(signal), runs.list(signal)]);
      const ofRuns = (await Promise.all(all.filter((run) => run.checkpoints.length > 0).map((run) => runOffers(signal, run)))).flat(); // prettier-ignore
      const known = new Set(ofRuns.map(({ id }) => id));
      const others = await Promise.all(
        listed.filter(({ id }) => !known.has(id)).map(({ id }) => folderOffer(signal, id)),
      );
      signal.throwIfAborted();
      offersStore.setState({ offers: [...others.flatMap((offer) => offer ?? []), ...ofRuns], failure: null });
    },
    (failure) => offersStore.setState({ failure }),
  );
}

/** Takes a checkpoint of the companion into this browser. Tells whether it was done. */
export async function takeOffer(id: string): Promise<boolean> {
  const show = (task: Task<null>) => offersStore.setState({ taking: { id, task } });
  await takes.run(
    async (signal) => {
      const { companion } = services();
      const manifestFile = await companion.readCheckpointFile(signal, id, "checkpoint.json");
      const { files } = await parseManifest(id, manifestFile);
      const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
      const taken = new Map([["checkpoint.json", manifestFile]]);
      let done = 0;
      for (const { path, bytes } of files) {
        show({ phase: "running", done, total });
        taken.set(path, await companion.readCheckpointFile(signal, id, path));
        done += bytes;
      }
      await addCheckpoint(taken);
      // What is wrong with its files is told with the other changes of checkpoints.
      const isTaken = checkpointsStore.getState().change.phase === "done";
      show(isTaken ? { phase: "done", value: null } : idle);
    },
    (error) => show({ phase: "failed", error }),
  );
  return offersStore.getState().taking.task.phase === "done";
}

export function dismissTaking(): void {
  takes.cancel();
  offersStore.setState({ taking: { id: null, task: idle } });
}

/** This browser's checkpoints, then those that only the companion has, the newest first. */
export function offeredCheckpoints(
  known: readonly KnownCheckpoint[],
  offers: readonly Offer[],
): readonly OfferedCheckpoint[] {
  const key = ({ id, sha256 }: Pick<Offer, "id" | "sha256">) => `${id} ${sha256}`;
  const byKey = new Map(offers.map((offer) => [key(offer), offer]));
  const own = known.map((one): OfferedCheckpoint => {
    const described = describe(one.manifest, null);
    const offer = byKey.get(key(described));
    byKey.delete(key(described));
    return { ...described, run: offer?.run ?? null, known: one, isOffered: offer !== undefined };
  });
  const others = [...byKey.values()]
    .map((offer): OfferedCheckpoint => ({ ...offer, known: null, isOffered: true }))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return [...own, ...others];
}

async function runOffers(signal: AbortSignal, run: CompanionRun): Promise<Offer[]> {
  const checkpoints = await services().runs.listCheckpoints(signal, run.id);
  return checkpoints.map(({ step, files, ...checkpoint }: RunCheckpoint) => ({
    ...checkpoint,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    run: { id: run.id, name: run.name, step },
  }));
}

/** Null where it went since it was listed, or cannot be read: the others must not go with it. */
async function folderOffer(signal: AbortSignal, id: string): Promise<Offer | null> {
  try {
    return describe(
      await parseManifest(id, await services().companion.readCheckpointFile(signal, id, "checkpoint.json")),
      null,
    );
  } catch (error) {
    signal.throwIfAborted();
    shownFailure(error);
    return null;
  }
}

function describe(manifest: CheckpointManifest, run: Offer["run"]): Offer {
  const { id, name, parent, createdAt, embedding, files, metrics } = manifest;
  const sha256 = files.find(({ path }) => path === "model.onnx")?.sha256 ?? "";
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { id, sha256, name, parent, createdAt, dimension: embedding.dimension, bytes, metrics, run };
}

async function parseManifest(id: string, file: Blob): Promise<CheckpointManifest> {
  const text = await file.text();
  try {
    return checkpointManifestSchema.parse(JSON.parse(text));
  } catch {
    throw new StudioError(
      "CheckpointFormatError",
      `expected checkpoint.json of ${id} to describe a checkpoint, schema 1; found another form`,
      "Export the checkpoint again.",
    );
  }
}
