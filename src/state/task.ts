import type { StudioErrorShape } from "../core/errors";

/** The life of one long task. Views switch on `phase`. */
export type Task<Value> =
  | { readonly phase: "idle" }
  | { readonly phase: "running"; readonly done: number; readonly total: number }
  | { readonly phase: "done"; readonly value: Value }
  | { readonly phase: "failed"; readonly error: StudioErrorShape };

export const idle = { phase: "idle" } as const;
