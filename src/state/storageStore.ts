import { createStore } from "zustand/vanilla";

import { isStudioError } from "../core/errors";
import { services } from "./services";
import { idle, type Task } from "./task";

/** Query pictures that this browser keeps. */
export interface StorageState {
  readonly kept: Task<{ readonly pictures: number; readonly bytes: number }>;
}

export const storageStore = createStore<StorageState>(() => ({ kept: idle }));

/** Counts what is kept. */
export async function measureStorage(): Promise<void> {
  await counting(() => Promise.resolve());
}

/** Forgets the pictures that no saved search needs. */
export async function clearKeptPictures(): Promise<void> {
  await counting(() => services().browserStore.clearPictures());
}

async function counting(first: () => Promise<void>): Promise<void> {
  try {
    await first();
    storageStore.setState({ kept: { phase: "done", value: await services().browserStore.measure() } });
  } catch (error) {
    if (!isStudioError(error)) throw error;
    storageStore.setState({ kept: { phase: "failed", error } });
  }
}
