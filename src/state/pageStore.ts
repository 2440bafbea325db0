import { createStore } from "zustand/vanilla";

import type { StudioErrorShape } from "../core/errors";
/** The studio's pages. */
export const pageNames = [
  "search",
  "library",
  "rank",
  "evaluate",
  "train",
  "runs",
  "checkpoints",
  "gpu",
  "settings",
] as const;
export type PageName = (typeof pageNames)[number];

export interface PageState {
  readonly page: PageName;
  /** Why the address could not be followed. */
  readonly addressFailure: StudioErrorShape | null;
}

/** Which page of the studio is shown. */
export const pageStore = createStore<PageState>(() => ({ page: "search", addressFailure: null }));

export function goTo(page: PageName): void {
  pageStore.setState({ page, addressFailure: null });
}

export function failAddress(addressFailure: StudioErrorShape): void {
  pageStore.setState({ page: "search", addressFailure });
}
