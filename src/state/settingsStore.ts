import { createJSONStorage, persist } from "zustand/middleware";
import { createStore } from "zustand/vanilla";

import type { BackendChoice } from "../contracts/searchService";

export type { BackendChoice } from "../contracts/searchService";

export interface SettingsState {
  /** As the user wants to be called in decisions and reports; "" where nothing is said. Kept in this browser. */
  readonly author: string;
  /** Kept in this browser. */
  readonly backend: BackendChoice;
  /** From the address of this tab; goes before the kept one and is never kept. */
  readonly addressBackend: BackendChoice | null;
}

/** What the user prefers, apart from any search. The color scheme is kept by the interface library itself. */
export const settingsStore = createStore<SettingsState>()(
  persist((): SettingsState => ({ author: "", backend: "auto", addressBackend: null }), {
    name: "retrieval-studio-settings",
    version: 1,
    storage: createJSONStorage(() => localStorage),
    partialize: ({ author, backend }) => ({ author, backend }),
  }),
);

/** Chooses the backend for now and for later; an address that chose another gives way. */
export function chooseBackend(backend: BackendChoice): void {
  settingsStore.setState({ backend, addressBackend: null });
}

export function nameAuthor(author: string): void {
  settingsStore.setState({ author });
}

/** Who decides: the name in the settings, else "me". */
export function authorName({ author }: Pick<SettingsState, "author">): string {
  return author.trim() === "" ? "me" : author.trim();
}

export function followAddressBackend(addressBackend: BackendChoice | null): void {
  settingsStore.setState({ addressBackend });
}

/** The backend that is wanted: the address's, else the kept one. */
export function wantedBackend({ backend, addressBackend }: SettingsState): BackendChoice {
  return addressBackend ?? backend;
}
