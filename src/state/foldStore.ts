import { createStore } from "zustand/vanilla";

/** Identities whose hits are unfolded in a grouped grid. For the moment only: neither an address nor a saved search holds it. */
export const foldStore = createStore<{ readonly unfolded: ReadonlySet<string> }>(() => ({ unfolded: new Set() }));

export function toggleUnfolded(identity: string): void {
  foldStore.setState((state) => {
    const unfolded = new Set(state.unfolded);
    if (!unfolded.delete(identity)) unfolded.add(identity);
    return { unfolded };
  });
}
