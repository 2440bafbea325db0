import { createJSONStorage, persist } from "zustand/middleware";
import { createStore } from "zustand/vanilla";

import type { BackendChoice } from "../contracts/searchService";

export type { BackendChoice } from "../contracts/searchService";

export interface SettingsState {
  /** Kept in this browser. */
  readonly backend: BackendChoice;
  /** From the address of this tab; goes before the kept one and is never kept. */
  readonly addressBackend: BackendChoice | null;
}

/** What the user prefers, apart from any search. The color scheme is kept by the interface library itself. */
export const settingsStore = createStore<SettingsState>()(
  persist((): SettingsState => ({ backend: "auto", addressBackend: null }), {
    name: "retrieval-studio-settings",
    version: 1,
    storage: createJSONStorage(() => localStorage),
    partialize: ({ backend }) => ({ backend }),
  }),
);

/** Chooses the backend for now and for later; an address that chose another gives way. */
export function chooseBackend(backend: BackendChoice): void {
  settingsStore.setState({ backend, addressBackend: null });
}

export function followAddressBackend(addressBackend: BackendChoice | null): void {
  settingsStore.setState({ addressBackend });
}

/** The backend that is wanted: the address's, else the kept one. */
export function wantedBackend({ backend, addressBackend }: SettingsState): BackendChoice {
  return addressBackend ?? backend;
}
